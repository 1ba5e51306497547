package io.hyps.protocol.reachability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.reachability.ReachabilityMetadata.Registered;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The list of what an application's native executable must keep for reflection and resources, against the classes themselves. */
public interface ReachabilitySuite {
    ReachabilityMetadata metadata();

    /** Its command line, without the annotation's processor. */
    Object command();

    /** The folders of the application's classes. */
    List<Path> classes();

    /** What the application itself reads or writes as JSON; {@link #knowsAllThatUsesJson} tells when there is more. */
    Set<String> jsonRoots();

    /** The names of the classes that do. */
    Set<String> usersOfJson();

    @Test
    default void namesClassesAndConstructorsThatExist() {
        assertThat(metadata().registered().values())
                .allSatisfy(entry -> assertThatCode(entry::descriptors).doesNotThrowAnyException());
    }

    @Test
    default void keepsEveryRecordAndEnumThatTravelsAsJson() throws Exception {
        Set<Class<?>> travelling = new LinkedHashSet<>();
        for (String root : jsonRoots()) {
            walk(Class.forName(root), travelling);
        }

        assertThat(travelling).hasSizeGreaterThan(20);
        assertKept(travelling.stream().map(Class::getName).toList());
    }

    @Test
    default void knowsAllThatUsesJson() throws Exception {
        Set<String> found = new LinkedHashSet<>();
        for (Path folder : classes()) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".class"))
                        .filter(ReachabilitySuite::namesJson)
                        .map(file -> file.getFileName().toString().replaceFirst("\\.class$", ""))
                        .forEach(found::add);
            }
        }
        assertThat(found)
                .as("classes that use Json; what they read and write belongs into jsonRoots()")
                .containsExactlyInAnyOrderElementsOf(usersOfJson());
    }

    @Test
    default void keepsTheFieldsOfTheCommandLine() {
        Set<String> holders = CommandRunner.of(command()).getCommandSpec().options().stream()
                .map(OptionSpec::userObject)
                .map(field -> ((Member) field).getDeclaringClass().getName())
                .collect(Collectors.toSet());

        assertThat(holders).contains(command().getClass().getName());
        assertKept(holders);
    }

    @Test
    default void keepsTheProvidersOfEachService() throws Exception {
        List<String> services = metadata()
                .resources("glob")
                .filter(glob -> glob.startsWith("META-INF/services/"))
                .toList();

        assertThat(services).isNotEmpty();
        Map<String, Registered> registered = metadata().registered();
        for (String service : services) {
            List<String> providers = providersOf(service);
            assertThat(providers).as(service).isNotEmpty();
            for (String provider : providers) {
                assertThat(registered).containsKey(provider);
                assertThat(Objects.requireNonNull(registered.get(provider)).descriptors())
                        .containsExactly("()V");
            }
        }
    }

    @Test
    default void namesBundlesThatExist() {
        List<String> bundles = metadata().resources("bundle").toList();

        assertThat(bundles).isNotEmpty().allSatisfy(name -> assertThat(
                        ResourceBundle.getBundle(name).keySet())
                .isNotEmpty());
    }

    /** What the application's own classes name, those of the folders below not. */
    default Set<String> namedInClasses(Pattern names) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path folder : classes()) {
            try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    names.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .results()
                            .map(MatchResult::group)
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private void assertKept(Collection<String> types) {
        Map<String, Registered> registered = metadata().registered();
        assertThat(types).allSatisfy(type -> assertThat(registered.get(type))
                .as(type)
                .isNotNull()
                .matches(Registered::isWhole, "with its fields, methods and constructors"));
    }

    private static void walk(Type type, Set<Class<?>> seen) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> walk(argument, seen));
        } else if (type instanceof Class<?> found && found.getName().startsWith("io.hyps.") && seen.add(found)) {
            RecordComponent[] components = found.isRecord() ? found.getRecordComponents() : new RecordComponent[0];
            Stream.of(components).forEach(component -> walk(component.getGenericType(), seen));
            Class<?>[] kinds = found.isSealed() ? found.getPermittedSubclasses() : new Class<?>[0];
            Stream.of(kinds).forEach(kind -> walk(kind, seen));
        }
    }

    private static boolean namesJson(Path classFile) {
        try {
            return new String(Files.readAllBytes(classFile), StandardCharsets.ISO_8859_1)
                    .contains("io/hyps/protocol/json/Json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> providersOf(String service) throws Exception {
        URL url = ReachabilitySuite.class.getClassLoader().getResource(service);
        assertThat(url).as(service).isNotNull();
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}

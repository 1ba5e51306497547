package io.hyps.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.runner.ReachabilityMetadata.Registered;
import io.hyps.runner.app.RunnerCommand;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** The list of what a native executable must keep for reflection, JNI and resources, against the classes themselves. */
class ReachabilityMetadataTest {
    /** What the runner itself reads or writes as JSON; {@link #knowsAllThatUsesJson} tells when there is more. */
    private static final List<String> JSON_ROOTS = List.of(
            DeviceStatus.class.getName(),
            PublishedPlan.class.getName(),
            SliceRequest.class.getName(),
            "io.hyps.runner.capability.Measurements$Stored");

    private static final List<String> USE_JSON = List.of(
            "capability/Measurements.class",
            "mqtt/SliceRequester.class",
            "mqtt/StatusPublisher.class",
            "plan/EpochGuard.class");

    private static final String JNI_LIBRARY = "/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so";
    private static final Pattern CLASS_NAME = Pattern.compile("ai/onnxruntime/\\w+|java/lang/\\w+");
    private static final Pattern CONSTRUCTOR = Pattern.compile("\\([\\w/;\\[]*\\)V");

    static Stream<Registered> entries() throws Exception {
        return ReachabilityMetadata.registered().values().stream();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void namesClassesAndConstructorsThatExist(Registered entry) {
        assertThatCode(entry::descriptors).as(entry.type()).doesNotThrowAnyException();
    }

    /** JNI code finds classes and constructors by strings, which stand as they are in the library. */
    @Test
    void keepsWhatOnnxRuntimesNativeCodeLooksUp() throws Exception {
        Set<String> strings = stringsOf(JNI_LIBRARY);
        List<Registered> forJni = entries().filter(Registered::isForJni).toList();

        Set<String> classes = matching(strings, CLASS_NAME);
        assertThat(classes).hasSizeGreaterThan(10);
        assertThat(forJni)
                .extracting(entry -> entry.type().replace('.', '/'))
                .containsExactlyInAnyOrderElementsOf(classes);

        Set<String> registered = new TreeSet<>();
        for (Registered entry : forJni) {
            registered.addAll(entry.descriptors());
        }
        assertThat(registered).containsExactlyInAnyOrderElementsOf(matching(strings, CONSTRUCTOR));
    }

    @Test
    void keepsEveryRecordAndEnumThatTravelsAsJson() throws Exception {
        Set<Class<?>> travelling = new LinkedHashSet<>();
        for (String root : JSON_ROOTS) {
            walk(Class.forName(root), travelling);
        }

        assertThat(travelling).hasSizeGreaterThan(20);
        var registered = ReachabilityMetadata.registered();
        assertThat(travelling).allSatisfy(type -> assertThat(registered.get(type.getName()))
                .as(type.getName())
                .isNotNull()
                .matches(Registered::isWhole, "with its fields, methods and constructors"));
    }

    @Test
    void knowsAllThatUsesJson() throws Exception {
        Path classes = Path.of(RefusalReason.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path runner = classes.resolve("io/hyps/runner");
        try (Stream<Path> files = Files.walk(runner)) {
            assertThat(files.filter(file -> file.toString().endsWith(".class"))
                            .filter(ReachabilityMetadataTest::namesJson)
                            .map(file -> runner.relativize(file).toString()))
                    .as("classes that use Json; what they read and write belongs into JSON_ROOTS")
                    .containsExactlyInAnyOrderElementsOf(USE_JSON);
        }
    }

    @Test
    void keepsTheFieldsOfTheCommandLine() throws Exception {
        Set<String> holders = CommandRunner.of(new RunnerCommand()).getCommandSpec().options().stream()
                .map(OptionSpec::userObject)
                .map(field -> ((Member) field).getDeclaringClass().getName())
                .collect(Collectors.toSet());

        assertThat(holders).contains(RunnerCommand.class.getName());
        var registered = ReachabilityMetadata.registered();
        assertThat(holders).allSatisfy(holder -> assertThat(registered.get(holder))
                .as(holder)
                .isNotNull()
                .matches(Registered::isWhole, "with its fields, methods and constructors"));
    }

    @Test
    void keepsTheProvidersOfEachService() throws Exception {
        List<String> services = ReachabilityMetadata.resources("glob")
                .filter(glob -> glob.startsWith("META-INF/services/"))
                .toList();

        assertThat(services).isNotEmpty();
        var registered = ReachabilityMetadata.registered();
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
    void namesBundlesThatExist() throws Exception {
        List<String> bundles = ReachabilityMetadata.resources("bundle").toList();

        assertThat(bundles).isNotEmpty().allSatisfy(name -> assertThat(
                        ResourceBundle.getBundle(name).keySet())
                .isNotEmpty());
    }

    private static void walk(Type type, Set<Class<?>> seen) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> walk(argument, seen));
        } else if (type instanceof Class<?> found && found.getName().startsWith("io.hyps.") && seen.add(found)) {
            RecordComponent[] components = found.isRecord() ? found.getRecordComponents() : new RecordComponent[0];
            Stream.of(components).forEach(component -> walk(component.getGenericType(), seen));
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

    private static Set<String> matching(Set<String> strings, Pattern pattern) {
        return strings.stream().filter(pattern.asMatchPredicate()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The printable strings of a binary that end in a zero byte. */
    private static Set<String> stringsOf(String resource) throws Exception {
        URL url = ReachabilityMetadataTest.class.getResource(resource);
        assertThat(url).as(resource).isNotNull();
        try (InputStream in = url.openStream()) {
            String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return Stream.of(bytes.split("\0")).collect(Collectors.toSet());
        }
    }

    private static List<String> providersOf(String service) throws Exception {
        URL url = ReachabilityMetadataTest.class.getClassLoader().getResource(service);
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

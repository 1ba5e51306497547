package io.hyps.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.reachability.ClassFolder;
import io.hyps.protocol.reachability.ReachabilityMetadata;
import io.hyps.protocol.reachability.ReachabilityMetadata.Registered;
import io.hyps.protocol.reachability.ReachabilitySuite;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.runner.app.RunnerCommand;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the runner's native executable keeps. */
final class ReachabilityMetadataTest implements ReachabilitySuite {
    private static final String JNI_LIBRARY = "/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so";
    private static final Pattern CLASS_NAME = Pattern.compile("ai/onnxruntime/\\w+|java/lang/\\w+");
    private static final Pattern CONSTRUCTOR = Pattern.compile("\\([\\w/;\\[]*\\)V");

    @Override
    public ReachabilityMetadata metadata() {
        return ReachabilityMetadata.of("hyps-partition-runner");
    }

    @Override
    public Object command() {
        return new RunnerCommand();
    }

    @Override
    public List<Path> classes() {
        return List.of(ClassFolder.of(RefusalReason.class));
    }

    @Override
    public Set<String> jsonRoots() {
        return Set.of(
                DeviceStatus.class.getName(),
                PublishedPlan.class.getName(),
                SliceRequest.class.getName(),
                "io.hyps.runner.capability.Measurements$Stored");
    }

    @Override
    public Set<String> usersOfJson() {
        return Set.of("Measurements", "SliceRequester", "StatusPublisher", "EpochGuard");
    }

    /** JNI code finds classes and constructors by strings, which stand as they are in the library. */
    @Test
    void keepsWhatOnnxRuntimesNativeCodeLooksUp() throws Exception {
        Set<String> strings = stringsOf(JNI_LIBRARY);
        List<Registered> forJni = metadata().registered().values().stream()
                .filter(Registered::isForJni)
                .toList();

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
}

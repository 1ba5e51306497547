package io.hyps.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.ByteSize;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaCommandTest {
    @Test
    void startsASmallJvmWithItsOwnPlaceForTemporaryFiles() {
        List<String> words = JavaCommand.small(ByteSize.parse("96MiB"), Path.of("/run dir/tmp"))
                .with("-jar", "app.jar")
                .words();

        assertThat(words)
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx96m", "-Djava.io.tmpdir=/run dir/tmp")
                .endsWith("-jar", "app.jar");
        assertThat(words.get(0)).endsWith("/bin/java");
    }

    @Test
    void startsANativeExecutableWithItsOwnPlaceForTemporaryFiles() {
        assertThat(JavaCommand.compiled(Path.of("/opt/hyps-runner"), Path.of("/run dir/tmp"))
                        .with("--device", "edge-1")
                        .words())
                .containsExactly("/opt/hyps-runner", "-Djava.io.tmpdir=/run dir/tmp", "--device", "edge-1");
    }

    @Test
    void allowsNativeLibrariesWhereJavaWouldWarnOfThem() {
        List<String> words =
                JavaCommand.small(ByteSize.parse("96MiB"), Path.of("/tmp")).words();

        assertThat(words.contains("--enable-native-access=ALL-UNNAMED"))
                .isEqualTo(Runtime.version().feature() >= 22);
    }
}

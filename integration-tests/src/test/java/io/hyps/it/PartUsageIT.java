package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.stack.parts.Installation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts as processes that are given what they cannot use. */
final class PartUsageIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"planner", "runner", "gateway"})
    void refusesABrokerThatCannotBeOneInOneLine(String part) throws Exception {
        Process process = new ProcessBuilder(
                        Installation.locate().root().resolve("hyps").toString(), part, "--mqtt", "nonsense://x")
                .directory(directory.toFile())
                .start();
        try {
            String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

            assertThat(process.exitValue()).as(said).isEqualTo(2);
            assertThat(said)
                    .contains("hyps " + part + ": MQTT URL 'nonsense://x'")
                    .hasLineCount(1);
        } finally {
            process.destroyForcibly();
        }
    }
}

package io.hyps.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void saysTheLastWordsOfAProcessThatEnded() throws Exception {
        ChildProcess process = shell("echo first >&2; echo 'no memory' >&2; printf '\\tat some.Class\\n' >&2; exit 3");
        process.awaitEnd(PATIENCE);

        assertThat(process.obituary())
                .isEqualTo("part ended with exit code 3: no memory (log: " + directory.resolve("part.log") + ")");
    }

    @Test
    void keepsOutputAndErrorsApart() throws Exception {
        ChildProcess process = shell("echo answer; echo trouble >&2");
        process.awaitEnd(PATIENCE);

        assertThat(directory.resolve("part.out")).hasContent("answer");
        assertThat(directory.resolve("part.log")).hasContent("trouble");
    }

    @Test
    void killsAProcessThatDoesNotStopWhenAsked() throws Exception {
        ChildProcess process = shell("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await().atMost(PATIENCE).until(() -> Files.size(directory.resolve("part.out")) > 0);

        process.requestStop();
        process.awaitEnd(Duration.ofMillis(200));

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void knowsWhenTheProcessBegan() throws Exception {
        ChildProcess process = shell("sleep 5");
        try {
            assertThat(process.startedAt())
                    .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
        } finally {
            process.kill();
            process.awaitEnd(PATIENCE);
        }
    }

    private ChildProcess shell(String script) throws Exception {
        return ChildProcess.start(
                "part", List.of("/bin/sh", "-c", script), directory.resolve("part.out"), directory.resolve("part.log"));
    }
}

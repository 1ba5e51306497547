package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.stack.parts.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's command, as one types it. */
final class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void answersAHundredFramesAndReports() throws Exception {
        Path report = directory.resolve("r.json");
        Process demo = start("demo", "--report", report.toString());
        String printed = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(printed).isZero();

        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.get("frames").asInt()).isEqualTo(100);
        assertThat(json.get("results").asInt()).isEqualTo(100);
        assertThat(json.get("lost").asInt()).isZero();
        assertThat(json.get("duplicates").asInt()).isZero();
        assertThat(json.get("top1Agreement").asDouble()).isEqualTo(1.0);
        assertThat(json.get("accuracy").asDouble()).isGreaterThan(0.85);
        assertThat(json.get("maxAbsDiff").asDouble()).isLessThan(1e-3);
        assertThat(json.get("latencyMs").get("p50").asDouble()).isPositive();
        assertThat(json.get("latencyMs").get("p95").asDouble())
                .isGreaterThanOrEqualTo(json.get("latencyMs").get("p50").asDouble());
        assertThat(json.get("runners")).hasSize(3);
        long weightsBytes = 0;
        long largest = 0;
        for (JsonNode runner : json.get("runners")) {
            assertThat(runner.get("partitions")).isNotEmpty();
            assertThat(runner.get("peakRssBytes").asLong()).isPositive();
            weightsBytes += runner.get("weightsBytes").asLong();
            largest = Math.max(largest, runner.get("weightsBytes").asLong());
        }
        assertThat(largest).isLessThanOrEqualTo(weightsBytes / 2);
        assertNothingLeft();
    }

    @Test
    void leavesNothingBehindWhenInterrupted() throws Exception {
        Process demo = start("demo", "--frames", "100000");
        BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && demo.descendants().count() < 7) {
            line = lines.readLine();
        }
        assertThat(demo.isAlive()).as("the demo runs").isTrue();
        List<ProcessHandle> children = demo.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(7);

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(demo.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(demo.exitValue()).isNotZero();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        assertNothingLeft();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Installation.locate().root().resolve("hyps").toString());
        command.addAll(List.of(arguments));
        NativePart.runner().ifPresent(binary -> command.addAll(List.of("--runner-binary", binary.toString())));
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** hsperfdata is the JVM's own, and shared by all JVMs of a user. */
    private void assertNothingLeft() throws IOException {
        assertThat(TestFiles.list(directory.resolve("tmp"))).allMatch(name -> name.startsWith("hsperfdata"));
    }
}

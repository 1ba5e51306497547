package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.device.DeviceStatus.State;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorEncoder;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.EncodedPlan;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.FakePlanner;
import io.hyps.runner.FakeWatcher;
import io.hyps.runner.TinyPlan;
import java.io.File;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a process, on a JVM with the flags of docs/runner.md or native, against a real broker. */
class RunnerProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BINARY = "hyps.it.runner.binary";

    @TempDir
    Path directory;

    private final Map<String, String> settings = new HashMap<>();
    private TestArtemis broker;
    private FakeWatcher watcher;

    @BeforeEach
    void startBroker() throws Exception {
        Files.createDirectories(directory.resolve("tmp"));
        broker = TestArtemis.start();
        watcher = new FakeWatcher(broker.connect("watcher"));
    }

    @AfterEach
    void stopBroker() throws Exception {
        watcher.close();
        broker.close();
    }

    @Test
    void computesAndEndsCleanlyOnSigterm() throws Exception {
        int httpPort = TestArtemis.freePort();
        Process runner = start("--http-port", String.valueOf(httpPort), "--memory", "2GiB");
        try (FakePlanner planner = new FakePlanner(broker.connect("planner"), TinyPlan.files());
                FakeGateway gateway = new FakeGateway(broker.connect("gateway"))) {
            awaitState(State.ONLINE);
            await().atMost(PATIENCE).until(() -> readiness(httpPort) == 200);
            Epoch epoch = new Epoch(1, 1);
            planner.publish(TinyPlan.published(epoch));
            awaitReady(epoch);
            FrameId frame = FrameId.create();
            gateway.dispatch(frame, epoch, 1, 1, 1, 1, 1);
            await().atMost(PATIENCE).until(() -> !gateway.answersOf(frame).isEmpty());
            assertThat(gateway.answersOf(frame).get(0)).isInstanceOf(TensorMessage.Data.class);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(metrics(httpPort))
                    .contains("hyps_runner_frames_total 2.0")
                    .contains("hyps_runner_stage_seconds_count{stage=\"compute\"} 2")
                    .contains("hyps_runner_memory_budget_bytes 2.147483648E9")
                    .contains("hyps_runner_queue_depth 0.0"));

            runner.destroy();

            assertThat(runner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            awaitState(State.OFFLINE);
            assertThat(watcher.all()).extracting(s -> s.state()).contains(State.DRAINING);
            assertThat(runner.exitValue()).isIn(0, 143);
            assertThat(filesIn(directory.resolve("tmp"))).isEmpty();
        } finally {
            runner.destroyForcibly();
        }
    }

    @Test
    void computesWhateverTheEncodingOfItsPlan() throws Exception {
        Process runner = start("--http-port", "0", "--memory", "2GiB");
        try (FakePlanner planner = new FakePlanner(broker.connect("planner"), EncodedPlan.files());
                FakeGateway gateway = new FakeGateway(broker.connect("gateway"))) {
            for (Encoding encoding : Encoding.values()) {
                Epoch epoch = new Epoch(1, 1 + encoding.ordinal());
                planner.publish(EncodedPlan.published(epoch, encoding));
                awaitReady(epoch);
                TensorMessage.Address address = FakeGateway.address(FrameId.create(), epoch, 1, "x");
                EncodedTensor input = new TensorEncoder().encode(EncodedPlan.input(), encoding);
                assertThat(input.encoding()).isEqualTo(encoding);

                gateway.send(
                        new Topic.Tensor(TinyPlan.MODEL, epoch, "x", 0),
                        new TensorMessage.Data(address, input, List.of()));

                await().atMost(PATIENCE)
                        .until(() -> !gateway.answersOf(address.frame()).isEmpty());
                assertThat(gateway.answersOf(address.frame()).get(0)).isInstanceOf(TensorMessage.Data.class);
                Tensor answer =
                        ((TensorMessage.Data) gateway.answersOf(address.frame()).get(0)).tensor();
                for (int i = 0; i < EncodedPlan.SHAPE.elementCount(); i++) {
                    double expected = Math.max(0, EncodedPlan.input().floats().get(i));
                    assertThat((double) answer.floats().get(i))
                            .isCloseTo(expected, within(EncodedPlan.allowed(encoding)));
                }
            }
        } finally {
            runner.destroyForcibly();
        }
    }

    @Test
    void isOfflineByItsWillAfterSigkillAndLeavesNoFiles() throws Exception {
        Process runner = start("--http-port", "0", "--memory", "2GiB");
        awaitState(State.ONLINE);

        runner.destroyForcibly();

        awaitState(State.OFFLINE);
        // ONNX Runtime's own directory stays, but nothing is in it
        assertThat(filesIn(directory.resolve("tmp"))).noneMatch(Files::isRegularFile);
    }

    @Test
    void answersAfterSigkillEveryFrameThatWasInFlight() throws Exception {
        Process killed = start("--http-port", "0", "--memory", "2GiB");
        Epoch epoch = new Epoch(1, 1);
        try (FakePlanner planner = new FakePlanner(broker.connect("planner"), TinyPlan.files());
                FakeGateway gateway = new FakeGateway(broker.connect("gateway"))) {
            planner.publish(TinyPlan.published(epoch));
            awaitReady(epoch);
            List<FrameId> frames = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                FrameId frame = FrameId.create();
                frames.add(frame);
                gateway.dispatch(frame, epoch, 1, i, i, i, i);
                if (i == 5) {
                    killed.destroyForcibly().waitFor();
                }
            }
            awaitState(State.OFFLINE);

            Process restarted = start("--http-port", "0", "--memory", "2GiB");
            try {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(frames).allSatisfy(frame -> assertThat(gateway.answersOf(frame))
                                .isNotEmpty()));
            } finally {
                restarted.destroyForcibly();
            }
            assertThat(frames).allSatisfy(frame -> assertThat(gateway.answersOf(frame))
                    .allMatch(answer -> answer instanceof TensorMessage.Data));
        } finally {
            killed.destroyForcibly();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = BINARY, matches = ".+", disabledReason = "a JVM cannot give its pages back")
    void isSmallerOnceItHasStarted() throws Exception {
        Process runner = start("--http-port", "0", "--memory", "2GiB");
        try {
            awaitState(State.ONLINE);

            await().atMost(PATIENCE).untilAsserted(() -> assertThat((double) memoryKib(runner, "VmRSS"))
                    .isLessThan(0.9 * memoryKib(runner, "VmHWM")));
        } finally {
            runner.destroyForcibly();
        }
    }

    /** A field of {@code /proc/PID/status} (proc(5)). */
    private static long memoryKib(Process process, String field) throws Exception {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesBadUsageInOneLine() throws Exception {
        Process runner = start("--memory", "much");

        assertThat(runner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(runner.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(log())).singleElement().asString().contains("--memory", "'much' is not a size");
    }

    @Test
    void refusesATakenPortInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process runner = start("--http-port", String.valueOf(taken.getLocalPort()));

            assertThat(runner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(runner.exitValue()).isEqualTo(2);
            assertThat(Files.readAllLines(log())).last().asString().contains("port is taken", "--http-port");
        }
    }

    @Test
    void refusesSettingsThatCannotBeUsedInOneLine() throws Exception {
        settings.put("HYPS_MQTT_URL", "http://nonsense");
        Process runner = start("--http-port", "0");

        assertThat(runner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(runner.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(log())).singleElement().asString().contains("'http://nonsense' cannot be used");
    }

    private void awaitState(State state) {
        await().atMost(PATIENCE)
                .until(() -> !watcher.all().isEmpty() && watcher.latest().state() == state);
    }

    private void awaitReady(Epoch epoch) {
        await().atMost(PATIENCE)
                .until(() -> !watcher.all().isEmpty() && watcher.latest().isReady(TinyPlan.MODEL, epoch));
    }

    private Path log() {
        return directory.resolve("runner.log");
    }

    private Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(
                "--device",
                TinyPlan.DEVICE,
                "--cache",
                directory.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        File output = log().toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        builder.environment().put("HYPS_MQTT_URL", broker.url());
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** The native executable that the system property names, else the application on a JVM. */
    private List<String> program() {
        String temporary = "-Djava.io.tmpdir=" + directory.resolve("tmp");
        String binary = System.getProperty(BINARY, "");
        if (!binary.isEmpty()) {
            return List.of(binary, temporary);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx64m",
                temporary,
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString());
    }

    private static String metrics(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int readiness(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/ready"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static List<Path> filesIn(Path path) throws Exception {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(file -> !file.equals(path)).toList();
        }
    }
}

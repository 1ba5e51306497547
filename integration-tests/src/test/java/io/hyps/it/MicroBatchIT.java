package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.bench.broker.BenchBroker;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Required;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The demo's model with its batch left open, on two runners that may compute eight frames at once: none while frames come one
 * by one, several under load, and the answers are the whole model's. On Mosquitto, where it is installed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MicroBatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What the gateway has with the runners at once: batches are formed of these. */
    private static final int FRAMES_IN_FLIGHT = 32;

    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://[0-9.:]+)");

    private Path work;
    private Path model;
    private BenchBroker broker;
    private Stack stack;

    @BeforeAll
    void start() throws Exception {
        work = Files.createTempDirectory("hyps-it-");
        broker = BenchBroker.usual(work.resolve("mqtt"));
        stack = Stack.start(
                StackOptions.of(work.resolve("run"))
                        .withMqtt(broker.url())
                        .withRunners(2, ByteSize.parse("256MiB"))
                        // says on which port its metrics are
                        .withRunnerPrefix(List.of("env", "QUARKUS_LOG_CATEGORY__IO_QUARKUS__LEVEL=INFO"))
                        .withGateways(1, List.of("-Dhyps.gateway.frames-in-flight=" + FRAMES_IN_FLIGHT)),
                (what, detail, took) -> {});
        model = withOpenBatch(Installation.locate().demoModel());
        Path plan = work.resolve("plan");
        RunningSystem.hyps(
                        "plan",
                        model.toString(),
                        "--device-count",
                        "2",
                        "--device-memory",
                        "64MiB",
                        "--costs",
                        "estimated",
                        "--max-batch",
                        "8",
                        "--out",
                        plan.toString())
                .assertDone();
        assertThat(PlanFolder.open(plan).plan().partitions()).hasSize(2).allMatch(p -> p.framesAtOnce() == 8);
        RunningSystem.hyps("publish", plan.toString(), "--mqtt", broker.url().toString())
                .assertDone();
    }

    @AfterAll
    void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        if (broker != null) {
            broker.close();
        }
        TestFiles.delete(work);
    }

    @Test
    @Order(1)
    void computesFramesThatComeOneByOneAlone() throws Exception {
        send(images().subList(0, 8), 1, () -> {});

        assertThat(batches()).isZero();
    }

    @Test
    @Order(2)
    void computesSeveralAtOnceUnderLoadAndAnswersAsTheWholeModelDoes() throws Exception {
        RunnerPart first = stack.runners().get(0);
        signal("-STOP", first);
        Map<String, InferenceResult> answers = send(images(), 64, () -> signal("-CONT", first));

        assertThat(answers).hasSize(images().size());
        try (WholeModel whole = new WholeModel(model)) {
            for (Map.Entry<String, InferenceResult> answer : answers.entrySet()) {
                assertSameAnswer(
                        answer.getValue(),
                        whole.logits(Installation.locate().demoImages().resolve(answer.getKey())));
            }
        }
        assertThat(batches()).isPositive();
    }

    private static List<ImageFile> images() {
        return ImageFiles.expand(List.of(Installation.locate().demoImages()));
    }

    /** @param underWay to be done while frames wait */
    private Map<String, InferenceResult> send(List<ImageFile> images, int inFlight, Event underWay) throws Exception {
        Map<String, InferenceResult> heard = new ConcurrentHashMap<>();
        SensorListener listener = new SensorListener() {
            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                heard.put(shot.name(), result);
            }
        };
        SensorOptions options = new SensorOptions("it-batch", RunningSystem.MODEL, inFlight, true);
        try (Sensor sensor = Sensor.open(stack.link(), options, listener)) {
            for (int i = 0; i < images.size(); i++) {
                assertThat(sensor.send(Shot.of(images.get(i)), PATIENCE)).isTrue();
                if (i == Math.min(images.size(), FRAMES_IN_FLIGHT) - 1) {
                    underWay.happen();
                }
            }
            assertThat(sensor.awaitDone(PATIENCE))
                    .as(sensor.underWay()::toString)
                    .isTrue();
        }
        return new LinkedHashMap<>(heard);
    }

    /** Something that happens while images are sent. */
    @FunctionalInterface
    private interface Event {
        void happen() throws Exception;
    }

    private static void signal(String name, RunnerPart runner) throws Exception {
        assertThat(new ProcessBuilder("kill", name, Long.toString(runner.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void assertSameAnswer(InferenceResult answer, float[] logits) {
        assertThat(answer.status()).as(() -> String.valueOf(answer.error())).isEqualTo(InferenceResult.Status.OK);
        List<Double> data = Required.field("outputs", answer.outputs()).get(0).data();
        float largest = 0;
        for (float logit : logits) {
            largest = Math.max(largest, Math.abs(logit));
        }
        for (int i = 0; i < logits.length; i++) {
            assertThat(data.get(i)).isCloseTo(logits[i], within(1e-4 * largest));
        }
    }

    /** Computations of more than one frame, of all runners. */
    private double batches() throws Exception {
        double batches = 0;
        for (RunnerPart runner : stack.runners()) {
            Path log = work.resolve("run/runner-" + runner.device() + ".log");
            Matcher address = ADDRESS.matcher(Files.readString(log));
            assertThat(address.find()).as("an address in " + log).isTrue();
            String metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address.group(1) + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            batches += metrics.lines()
                    .filter(line -> line.startsWith("hyps_runner_batches_total"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        }
        return batches;
    }

    /** A copy with its manifest beside it. */
    private Path withOpenBatch(Path demo) throws IOException {
        ModelProto.Builder open = ModelProto.parseFrom(Files.readAllBytes(demo)).toBuilder();
        List<ValueInfoProto.Builder> ends = Stream.concat(
                        open.getGraphBuilder().getInputBuilderList().stream(),
                        open.getGraphBuilder().getOutputBuilderList().stream())
                .toList();
        ends.forEach(end -> end.getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .setDimParam("batch"));
        Path copy = work.resolve(demo.getFileName());
        Files.write(copy, open.build().toByteArray());
        String manifest = demo.getFileName().toString().replace(".onnx", ".manifest.yaml");
        Files.copy(demo.resolveSibling(manifest), work.resolve(manifest));
        return copy;
    }
}

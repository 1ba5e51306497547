package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images from sensors through MQTT partitions to results in Kafka: where everybody is let in, and again over TLS with roles,
 * signed plans and a Kafka that asks for a password.
 */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(OpenAndSecuredSystem.class)
final class EndToEndIT {
    private final RunningSystem system;
    private final KafkaRecords kafka;

    EndToEndIT(RunningSystem system) throws Exception {
        this.system = system;
        this.kafka = system.records();
    }

    @Test
    void answersEverySampleImageOnceAndAsTheWholeModelDoes() throws Exception {
        List<ImageFile> images = ImageFiles.expand(List.of(system.installation().demoImages()));
        assertThat(images).hasSize(100);
        Map<String, Shot> shots = new LinkedHashMap<>();
        Map<String, InferenceResult> heard = new ConcurrentHashMap<>();
        SensorListener listener = new SensorListener() {
            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                heard.put(shot.id(), result);
            }
        };
        try (DropCounter drops = DropCounter.open(system.link());
                Sensor sensor = Sensor.open(
                        system.sensor("it-100"),
                        new SensorOptions("it-100", RunningSystem.MODEL, 16, true),
                        listener)) {
            for (ImageFile image : images) {
                Shot shot = Shot.of(image);
                shots.put(shot.id(), shot);
                assertThat(sensor.send(shot, Duration.ofSeconds(60))).isTrue();
            }
            assertThat(sensor.awaitDone(Duration.ofSeconds(60))).isTrue();
            if (system.isOnMosquitto()) {
                drops.assertNothingDropped();
            }
        }

        assertThat(heard.keySet()).isEqualTo(shots.keySet());
        List<ConsumerRecord<byte[], byte[]>> records =
                kafka.all(FrameTopics.RESULTS, r -> shots.containsKey(KafkaRecords.attribute(r, "suppliedid")));
        assertThat(records)
                .extracting(r -> KafkaRecords.attribute(r, "suppliedid"))
                .containsExactlyInAnyOrderElementsOf(shots.keySet());
        assertThat(kafka.all(FrameTopics.FRAMES, r -> shots.containsKey(KafkaRecords.attribute(r, "suppliedid"))))
                .hasSize(shots.size());
        try (WholeModel whole = new WholeModel(system.installation().demoModel())) {
            for (Shot shot : shots.values()) {
                assertSameAnswer(
                        Required.field(shot.name(), heard.get(shot.id())),
                        whole.logits(system.installation().demoImages().resolve(shot.name())));
            }
        }
    }

    @Test
    void answersAnImageThatIsLargerThanKafkasUsualRecord() throws Exception {
        byte[] image = Files.readAllBytes(sample());
        try (AnyMqttClient client = AnyMqttClient.hearing(
                system.sensor("it-large"), new Topic.SensorResult("it-large", RunningSystem.MODEL))) {
            // what follows a PNG's end is not its own
            client.send(new Topic.SensorImage("it-large", RunningSystem.MODEL), Arrays.copyOf(image, 8 << 20));

            assertThat(client.nextResult().status()).isEqualTo(InferenceResult.Status.OK);
        }
    }

    @Test
    void givesEachRunnerAtMostHalfOfTheWeights() throws Exception {
        Plan plan = Json.decodeStrictly(
                "plan", Files.readAllBytes(system.planDirectory().resolve("plan.json")), Plan.class);
        assertThat(plan.devices()).hasSize(3);
        for (var runner : system.stack().runners()) {
            DeviceStatus status = system.stack().live().device(runner.device()).orElseThrow();
            long weightsBytes = status.partitions().stream()
                    .mapToLong(DeviceStatus.HeldPartition::weightsBytes)
                    .sum();
            assertThat(weightsBytes)
                    .isPositive()
                    .isLessThanOrEqualTo(plan.model().weightsBytes() / 2);
        }
    }

    @Test
    void keepsTheImageItselfInKafkaWithItsOriginInTheHeaders() throws Exception {
        byte[] image = Files.readAllBytes(sample());
        try (AnyMqttClient client = AnyMqttClient.hearing(
                system.sensor("it-headers"), new Topic.SensorResult("it-headers", RunningSystem.MODEL))) {
            client.send(Publication.of(new Topic.SensorImage("it-headers", RunningSystem.MODEL), Payload.of(image))
                    .ofType("image/png")
                    .withUserProperties(Map.of("id", "shirt-1", "time", "2026-11-23T08:00:00Z")));
            assertThat(client.nextResult().id()).isEqualTo("shirt-1");
        }
        ConsumerRecord<byte[], byte[]> frame = kafka.await(
                        FrameTopics.FRAMES, 1, r -> KafkaRecords.attribute(r, "source")
                                .equals("/sensors/it-headers"))
                .get(0);
        assertThat(frame.value()).isEqualTo(image);
        assertThat(new String(frame.key(), StandardCharsets.UTF_8)).isEqualTo("it-headers");
        assertThat(KafkaRecords.attribute(frame, "subject")).isEqualTo(RunningSystem.MODEL);
        assertThat(KafkaRecords.attribute(frame, "time")).isEqualTo("2026-11-23T08:00:00Z");
        assertThat(KafkaRecords.attribute(frame, "content-type")).isEqualTo("image/png");
        assertThat(KafkaRecords.attribute(frame, "specversion")).isEqualTo("1.0");
    }

    @Test
    void tellsTheSensorThatItsImageIsInKafkaAndDropsASecondOneOfTheSameId() throws Exception {
        byte[] image = Files.readAllBytes(sample());
        Publication publication = Publication.of(
                        new Topic.SensorImage("it-twice", RunningSystem.MODEL), Payload.of(image))
                .withUserProperties(Map.of("id", "again"));
        try (AnyMqttClient client = AnyMqttClient.hearing(
                system.sensor("it-twice"), new Topic.SensorAccepted("it-twice", RunningSystem.MODEL))) {
            client.send(publication);
            Accepted first = accepted(client.next());
            client.send(publication);
            Accepted second = accepted(client.next());
            assertThat(first.duplicate()).isFalse();
            assertThat(second.duplicate()).isTrue();
            assertThat(second.frame()).isEqualTo(first.frame());
        }
        assertThat(kafka.all(FrameTopics.FRAMES, r -> KafkaRecords.attribute(r, "source")
                        .equals("/sensors/it-twice")))
                .hasSize(1);
    }

    @Test
    void answersWhereTheSensorAsksItTo() throws Exception {
        // a role lets a sensor hear below its own topic only, and a gateway speak there only
        String answers = system.isSecured() ? "hyps/v1/sensors/it-reply/answers" : "it/answers";
        try (AnyMqttClient client = AnyMqttClient.hearing(system.sensor("it-reply"), answers)) {
            client.send(Publication.of(
                            new Topic.SensorImage("it-reply", RunningSystem.MODEL),
                            Payload.of(Files.readAllBytes(sample())))
                    .replyingTo(answers, Payload.ofText("order 7")));
            MqttMessage answer = client.next();
            assertThat(answer.correlation()).contains(Payload.ofText("order 7"));
            assertThat(Json.decodeStrictly("result", answer.payload().array(), InferenceResult.class)
                            .status())
                    .isEqualTo(InferenceResult.Status.OK);
        }
    }

    @Test
    void carriesASensorsTraceContextThroughEveryPartitionToItsResult() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Plan plan = Json.decodeStrictly(
                "plan", Files.readAllBytes(system.planDirectory().resolve("plan.json")), Plan.class);
        try (AnyMqttClient tensors = AnyMqttClient.hearing(system.link(), Topic.Tensor.ALL_FILTER);
                AnyMqttClient results = AnyMqttClient.hearing(
                        system.sensor("it-trace"), new Topic.SensorResult("it-trace", RunningSystem.MODEL))) {
            results.send(Publication.of(
                            new Topic.SensorImage("it-trace", RunningSystem.MODEL),
                            Payload.of(Files.readAllBytes(sample())))
                    .withUserProperties(Map.of("traceparent", trace)));

            assertThat(results.next().userProperties()).containsEntry("traceparent", trace);
            assertThat(tensors.soFar().stream()
                            .filter(m -> trace.equals(m.userProperties().get("traceparent")))
                            .map(m ->
                                    Topic.Tensor.parse(m.topic()).orElseThrow().tensor())
                            .distinct()
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(plan.partitions().stream()
                            .flatMap(p -> p.inputs().stream())
                            .distinct()
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"311, 0", "311, 1", "311, 2", "5, 0", "5, 1", "5, 2"})
    void answersMosquittosOwnClient(String version, String qos) throws Exception {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/mosquitto_pub"));
        if (!Boolean.getBoolean("hyps.mosquitto.required")) {
            assumeTrue(installed, "mosquitto_pub is not installed (Debian: apt-get install mosquitto-clients)");
        }
        try (AnyMqttClient client =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult("cam-1", RunningSystem.MODEL))) {
            List<String> command = new ArrayList<>(List.of("mosquitto_pub", "-V", version, "-q", qos));
            command.addAll(List.of("-t", "hyps/v1/sensors/cam-1/fashion/image", "-f", sample().toString()));
            command.addAll(system.mosquittoOptions("cam-1"));
            Process pub = new ProcessBuilder(command).inheritIO().start();
            assertThat(pub.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pub.exitValue()).isZero();
            InferenceResult answer = client.nextResult();
            assertThat(answer.status()).isEqualTo(InferenceResult.Status.OK);
            assertThat(answer.predictions()).first().extracting("label").isEqualTo("Boot");
        }
    }

    @Test
    void answersEveryFrameOnceThoughARunnerIsKilled() throws Exception {
        List<ImageFile> images =
                ImageFiles.expand(List.of(system.installation().demoImages())).subList(0, 20);
        Answers answers = new Answers(kafka);
        try (Sensor sensor = Sensor.open(
                system.sensor("it-kill"), new SensorOptions("it-kill", RunningSystem.MODEL, 16, true), answers)) {
            for (ImageFile image : images) {
                answers.send(sensor, image);
                if (image.equals(images.get(10))) {
                    system.stack().runners().get(1).restart();
                }
            }
            assertThat(sensor.awaitDone(Duration.ofSeconds(90))).isTrue();
        }
        answers.assertOneGoodAnswerEach(images.size());
    }

    @Test
    void showsResultsAsJsonInKafkasConsoleConsumer() throws Exception {
        try (AnyMqttClient client = AnyMqttClient.hearing(
                system.sensor("it-console"), new Topic.SensorResult("it-console", RunningSystem.MODEL))) {
            client.send(new Topic.SensorImage("it-console", RunningSystem.MODEL), Files.readAllBytes(sample()));
            client.next();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.kafka.tools.consumer.ConsoleConsumer",
                "--bootstrap-server",
                system.stack().kafka(),
                "--topic",
                FrameTopics.RESULTS,
                "--from-beginning",
                "--timeout-ms",
                "10000"));
        system.kafkaProperties().ifPresent(file -> command.addAll(List.of("--consumer.config", file.toString())));
        Process console = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<InferenceResult> results = new ArrayList<>();
        try (BufferedReader lines = console.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                results.add(decoded(line));
                if (results.get(results.size() - 1).sensor().equals("it-console")) {
                    break; // it would wait for more
                }
            }
        } finally {
            console.destroyForcibly().waitFor();
        }
        assertThat(results).extracting(InferenceResult::model).doesNotContain("");
        assertThat(results).extracting(InferenceResult::sensor).endsWith("it-console");
    }

    @Test
    void verifiesThePlanThatRuns() throws Exception {
        RunningSystem.Ran verified =
                RunningSystem.hyps("verify", system.planDirectory().toString(), "--samples", "3", "--json");
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        JsonNode answer = new ObjectMapper().readTree(verified.out());
        assertThat(answer.get("samples").asInt()).isEqualTo(3);
        assertThat(answer.get("partitions").asInt()).isEqualTo(3);
        assertThat(answer.get("top1Agreement").asDouble()).isEqualTo(1.0);
    }

    private Path sample() {
        return system.installation().demoImages().resolve("000-boot.png");
    }

    private static Accepted accepted(MqttMessage message) throws MalformedMessageException {
        return Json.decodeStrictly("accepted", message.payload().array(), Accepted.class);
    }

    private static InferenceResult decoded(String line) {
        try {
            return Json.decodeStrictly("result", line.getBytes(StandardCharsets.UTF_8), InferenceResult.class);
        } catch (MalformedMessageException e) {
            throw new AssertionError("not a result: " + line, e);
        }
    }

    /** DESIGN's tolerance: 1e-4 of the output's range, the same best class. */
    private static void assertSameAnswer(InferenceResult answer, float[] logits) {
        assertThat(answer.status()).as(() -> String.valueOf(answer.error())).isEqualTo(InferenceResult.Status.OK);
        assertThat(answer.predictions()).hasSize(3);
        assertThat(answer.outputs()).hasSize(1);
        List<Double> data = Required.field("outputs", answer.outputs()).get(0).data();
        double largest = 0;
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            largest = Math.max(largest, Math.abs(logits[i]));
            best = logits[i] > logits[best] ? i : best;
        }
        for (int i = 0; i < logits.length; i++) {
            assertThat(data.get(i)).isCloseTo(logits[i], within(1e-4 * largest));
        }
        assertThat(Required.field("predictions", answer.predictions()).get(0).index())
                .isEqualTo(best);
    }
}

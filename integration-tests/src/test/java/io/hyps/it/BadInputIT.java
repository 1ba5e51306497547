package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown at the system gets its clear error, and the next good frame is answered. */
@ExtendWith(SharedSystem.class)
final class BadInputIT {
    private static final String IT_GATEWAY = "it-gateway";

    private final RunningSystem system;
    private final KafkaRecords kafka;

    BadInputIT(RunningSystem system) {
        this.system = system;
        this.kafka = new KafkaRecords(system.stack().kafka());
    }

    @AfterEach
    void answersTheNextGoodFrame() throws Exception {
        String sensor = "good-" + UUID.randomUUID();
        try (AnyMqttClient client =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult(sensor, RunningSystem.MODEL))) {
            client.send(new Topic.SensorImage(sensor, RunningSystem.MODEL), good());
            InferenceResult answer = client.nextResult();
            assertThat(answer.status()).as(() -> String.valueOf(answer.error())).isEqualTo(InferenceResult.Status.OK);
            assertThat(answer.predictions()).first().extracting("label").isEqualTo("Boot");
        }
    }

    static Stream<Arguments> badImages() throws Exception {
        byte[] good = good();
        byte[] jpeg = BadImages.blank("jpg", 28, 28, BufferedImage.TYPE_BYTE_GRAY);
        return Stream.of(
                Arguments.of("an empty payload", new byte[0], ErrorCode.EMPTY_IMAGE),
                Arguments.of(
                        "a text file", "not an image".getBytes(StandardCharsets.UTF_8), ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of("a truncated PNG", BadImages.truncated(good), ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of("a truncated JPEG", BadImages.truncated(jpeg), ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of("a damaged PNG", BadImages.damaged(good), ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of("a PNG's signature alone", Arrays.copyOf(good, 8), ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of(
                        "a TIFF",
                        BadImages.blank("tiff", 28, 28, BufferedImage.TYPE_BYTE_GRAY),
                        ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of("a PNG of 40000×40000", BadImages.pngClaiming(40_000, 40_000), ErrorCode.IMAGE_TOO_LARGE),
                Arguments.of("a PNG of 0×28", BadImages.pngClaiming(0, 28), ErrorCode.UNDECODABLE_IMAGE),
                Arguments.of("a file of 17 MiB", Arrays.copyOf(good, 17 << 20), ErrorCode.IMAGE_TOO_LARGE),
                Arguments.of(
                        "an image of another size",
                        BadImages.blank("png", 50, 40, BufferedImage.TYPE_BYTE_GRAY),
                        ErrorCode.WRONG_SHAPE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badImages")
    void refusesBadImagesWithAReasonAndKeepsThemAsDeadLetters(String what, byte[] image, ErrorCode code)
            throws Exception {
        String sensor = "bad-" + UUID.randomUUID();
        try (AnyMqttClient client =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult(sensor, RunningSystem.MODEL))) {
            client.send(new Topic.SensorImage(sensor, RunningSystem.MODEL), image);
            assertError(client.nextResult(), code);
        }
        assertDeadLetter(sensor, code, image);
    }

    @Test
    void refusesAnUnknownModel() throws Exception {
        String sensor = "unknown-" + UUID.randomUUID();
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), new Topic.SensorResult(sensor, "nobody"))) {
            client.send(new Topic.SensorImage(sensor, "nobody"), good());
            InferenceResult answer = client.nextResult();
            assertError(answer, ErrorCode.UNKNOWN_MODEL);
            assertThat(error(answer).message()).contains("nobody");
        }
        assertDeadLetter(sensor, ErrorCode.UNKNOWN_MODEL, good());
    }

    static Stream<Arguments> badProperties() {
        return Stream.of(
                Arguments.of(
                        "a response topic among the plans", Optional.of("hyps/v1/models/fashion/active"), Map.of()),
                Arguments.of("a response topic of the broker's own", Optional.of("$SYS/answers"), Map.of()),
                Arguments.of("a time that is none", Optional.empty(), Map.of("time", "yesterday")),
                Arguments.of("an id of 4 kB", Optional.empty(), Map.of("id", "x".repeat(4096))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProperties")
    void refusesBadProperties(String what, Optional<String> responseTopic, Map<String, String> properties)
            throws Exception {
        String sensor = "properties-" + UUID.randomUUID();
        try (AnyMqttClient client =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult(sensor, RunningSystem.MODEL))) {
            Publication image = Publication.of(new Topic.SensorImage(sensor, RunningSystem.MODEL), Payload.of(good()))
                    .withUserProperties(properties);
            client.send(responseTopic
                    .map(topic -> image.replyingTo(topic, Payload.ofText("1")))
                    .orElse(image));
            assertError(client.nextResult(), ErrorCode.BAD_PROPERTIES);
        }
        assertDeadLetter(sensor, ErrorCode.BAD_PROPERTIES, good());
    }

    @Test
    void refusesATopicWhoseModelCannotBeOne() throws Exception {
        byte[] image = (UUID.randomUUID() + " is no image").getBytes(StandardCharsets.UTF_8);
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), "it/nothing")) {
            client.send("hyps/v1/sensors/cam 7/no model/image", image);
        }
        kafka.await(
                FrameTopics.DEAD_LETTERS,
                1,
                r -> Arrays.equals(r.value(), image)
                        && KafkaRecords.attribute(r, "reason").equals(ErrorCode.BAD_TOPIC.toString()));
    }

    @Test
    void passesOverARecordThatIsNoCloudEvent() throws Exception {
        byte[] value = ("garbage " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.stack().kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(FrameTopics.FRAMES, value)).get(30, TimeUnit.SECONDS);
        }
        kafka.await(FrameTopics.DEAD_LETTERS, 1, r -> Arrays.equals(r.value(), value));
    }

    static Stream<Arguments> badTensors() {
        Tensor good = Tensor.of(ElementType.FLOAT32, Shape.of(1, 1, 32, 32), ByteBuffer.allocate(4096));
        return Stream.of(
                Arguments.of(
                        "of another shape",
                        Tensor.of(ElementType.FLOAT32, Shape.of(1, 1, 64, 16), ByteBuffer.allocate(4096)),
                        0,
                        "input"),
                Arguments.of(
                        "of another type",
                        Tensor.of(ElementType.INT32, Shape.of(1, 1, 32, 32), ByteBuffer.allocate(4096)),
                        0,
                        "input"),
                Arguments.of("of another epoch", good, 7, "input"),
                Arguments.of("of another name", good, 0, "outside"));
    }

    @ParameterizedTest(name = "a tensor {0}")
    @MethodSource("badTensors")
    void reportsAWrongTensorToItsGateway(String what, Tensor tensor, int epochOffset, String name) throws Exception {
        Epoch active = activeEpoch();
        FrameId frame = FrameId.create();
        TensorMessage message = new TensorMessage.Data(
                new TensorMessage.Address(
                        frame,
                        RunningSystem.MODEL,
                        new Epoch(active.term(), active.counter() + epochOffset),
                        1,
                        IT_GATEWAY,
                        name),
                tensor,
                List.of());
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), Topic.GatewayOutput.filter(IT_GATEWAY))) {
            client.send(inputTopic(active), TensorCodec.encode(message));
            TensorMessage reported = TensorCodec.decode(client.next().payload().array());
            assertThat(reported.address().frame()).isEqualTo(frame);
            assertThat(reported).isInstanceOfSatisfying(TensorMessage.Failed.class, failed -> {
                assertThat(failed.failure().code()).isEqualTo(Failure.Code.WRONG_TENSOR);
                assertThat(failed.failure().message()).isNotBlank().doesNotContain("\n");
            });
        }
    }

    @Test
    void passesOverATensorThatIsNoProtobuf() throws Exception {
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), "it/nothing")) {
            client.send(inputTopic(activeEpoch()), "no tensor at all".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void passesOverPlansThatAreNone() throws Exception {
        Epoch next = new Epoch(activeEpoch().term(), activeEpoch().counter() + 50);
        Plan plan = plan();
        String digest = Json.encodeIndented(
                Map.of("epoch", next, "planId", Sha256.of(new byte[0]), "bindings", bindings(plan), "plan", plan));
        String unknownField = Json.encodeIndented(Map.of(
                "epoch", next, "planId", plan.id(), "bindings", bindings(plan), "plan", plan, "colour", "green"));
        Topic.Plan topic = new Topic.Plan(RunningSystem.MODEL, next);
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), "it/nothing")) {
            for (String document : List.of(digest, unknownField, "{", "[]", "null")) {
                client.send(topic, document.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(activeEpoch()).isNotEqualTo(next);
    }

    @Test
    void refusesRequestsToThePlannerThatItCannotDo() throws Exception {
        Plan plan = plan();
        assertThat(ask("{\"type\":\"dance\"}".getBytes(StandardCharsets.UTF_8)).reason())
                .isEqualTo(PlannerReply.Reason.BAD_REQUEST);
        assertThat(ask(Json.encode(new PlannerRequest.Rollback("nobody"))).message())
                .contains("nobody");
        String device = plan.devices().iterator().next();
        PlannerReply.Refused unreachable =
                ask(Json.encode(PlannerRequest.Publish.of(plan, Map.of(device, "no-such-board"))));
        assertThat(unreachable.reason()).isEqualTo(PlannerReply.Reason.UNREACHABLE);
        assertThat(unreachable.message()).contains("no-such-board");
    }

    @Test
    void doesNotTakeACorruptedChunkOrAnUnknownSlice() throws Exception {
        Sha256 unknown = Sha256.of("no slice".getBytes(StandardCharsets.UTF_8));
        SliceChunk range = new SliceChunk.Range(unknown, 0, 8, ByteBuffer.allocate(8));
        byte[] corrupted = range.encode();
        corrupted[corrupted.length - 1] ^= 1;
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), new Topic.SliceChunks("it-device"))) {
            client.send(new Topic.SliceChunks("edge-1"), corrupted);
            client.send(new Topic.SliceRequests("it-device"), "{".getBytes(StandardCharsets.UTF_8));
            client.send(new Topic.SliceRequests("it-device"), Json.encode(new SliceRequest(unknown, 0, 1024)));
            assertThat(SliceChunk.decode(client.next().payload().array()))
                    .isInstanceOfSatisfying(
                            SliceChunk.Unavailable.class,
                            unavailable -> assertThat(unavailable.sha256()).isEqualTo(unknown));
        }
    }

    @Test
    void passesOverAStatusThatIsNone() throws Exception {
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), "it/nothing")) {
            client.send(new Topic.DeviceStatus("rogue"), "online, trust me".getBytes(StandardCharsets.UTF_8));
            client.send(new Topic.GatewayStatus("rogue"), "[1,2".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(RunningSystem.hyps(
                                "devices", "--mqtt", system.stack().mqttUrl().toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void refusesAPlanDirectoryWhoseSliceWasChanged(@TempDir Path directory) throws Exception {
        Path copy = directory.resolve("plan");
        TestFiles.copy(system.planDirectory(), copy);
        Path weights = copy.resolve("slices")
                .resolve(Required.field(
                                "weights", plan().partitions().get(0).slice().weights())
                        .weightsFileName());
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(weights);
        Files.write(weights, bytes);
        RunningSystem.Ran verified = RunningSystem.hyps("verify", copy.toString());
        assertThat(verified.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(verified.err().strip().lines()).last().asString().startsWith("hyps: ");
    }

    @Test
    void refusesModelsThatAreNone(@TempDir Path directory) throws Exception {
        byte[] model = Files.readAllBytes(system.installation().demoModel());
        Path truncated = Files.write(directory.resolve("truncated.onnx"), Arrays.copyOf(model, model.length / 2));
        Path text = Files.writeString(directory.resolve("text.onnx"), "a model, honestly");
        Path missing = directory.resolve("missing.onnx");
        for (Path bad : List.of(truncated, text, missing)) {
            RunningSystem.Ran planned = RunningSystem.hyps(
                    "plan",
                    bad.toString(),
                    "--device-count",
                    "2",
                    "--device-memory",
                    "64MiB",
                    "--out",
                    directory.resolve("out").toString());
            assertThat(planned.exitCode()).as(planned.err()).isEqualTo(ExitCode.BAD_INPUT.number());
            assertThat(planned.err().strip().lines())
                    .last()
                    .asString()
                    .startsWith("hyps: ")
                    .contains(bad.getFileName().toString());
            assertThat(planned.err()).doesNotContain("Exception").doesNotContain("\tat ");
        }
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private PlannerReply.Refused ask(byte[] request) throws Exception {
        Topic.PlannerReplies replies = new Topic.PlannerReplies("it-" + UUID.randomUUID());
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), replies)) {
            client.send(Publication.of(new Topic.PlannerRequests(), Payload.of(request))
                    .ofType(PlannerRequest.CONTENT_TYPE)
                    .replyingTo(replies, Payload.ofText("q")));
            PlannerReply reply = Json.decode("reply", client.next().payload().array(), PlannerReply.class);
            return (PlannerReply.Refused) reply;
        }
    }

    private void assertDeadLetter(String sensor, ErrorCode code, byte[] image) {
        var letters = kafka.await(FrameTopics.DEAD_LETTERS, 1, r -> KafkaRecords.attribute(r, "source")
                .equals("/sensors/" + sensor));
        assertThat(KafkaRecords.attribute(letters.get(0), "reason")).isEqualTo(code.toString());
        assertThat(KafkaRecords.attribute(letters.get(0), "reasonmessage")).isNotBlank();
        if (image.length <= 1 << 20) {
            assertThat(
                            letters.get(0).value() == null
                                    ? new byte[0]
                                    : letters.get(0).value())
                    .isEqualTo(image);
        }
    }

    private static InferenceResult.FrameError error(InferenceResult answer) {
        return Required.field("error", answer.error());
    }

    private static void assertError(InferenceResult answer, ErrorCode code) {
        assertThat(answer.status()).isEqualTo(InferenceResult.Status.ERROR);
        assertThat(error(answer).code()).isEqualTo(code);
        assertThat(error(answer).message()).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
    }

    private Topic.Tensor inputTopic(Epoch epoch) {
        return new Topic.Tensor(RunningSystem.MODEL, epoch, "input", 0);
    }

    private Epoch activeEpoch() throws Exception {
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), new Topic.Active(RunningSystem.MODEL))) {
            return Json.decodeStrictly("active", client.next().payload().array(), ActivePlan.class)
                    .epoch();
        }
    }

    private Plan plan() throws Exception {
        return Json.decodeStrictly(
                "plan", Files.readAllBytes(system.planDirectory().resolve("plan.json")), Plan.class);
    }

    private static Map<String, String> bindings(Plan plan) {
        Map<String, String> bindings = new HashMap<>();
        int i = 1;
        for (String device : plan.devices()) {
            bindings.put(device, "edge-" + i++);
        }
        return bindings;
    }

    private static byte[] good() throws Exception {
        return Files.readAllBytes(Path.of(BadInputIT.class.getResource("/").toURI())
                .resolve("../../../models/fashion/images/000-boot.png")
                .normalize());
    }
}

package io.hyps.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.plan.Plans;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.slice.SliceRequest;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    private static final Epoch EPOCH = new Epoch(1, 3);
    private static final FrameId FRAME = FrameId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd");
    private static final Sha256 FILE = Sha256.of(new byte[0]);

    static Stream<Object> messages() {
        return Stream.of(
                new DeviceStatus(
                        "edge-1",
                        DeviceStatus.State.ONLINE,
                        "hyps-runner 0.1.0, Java 17",
                        "2026-11-23T08:00:00Z",
                        new DeviceStatus.Memory(5, 4, 3, 2, 1),
                        1.5,
                        1_000_000,
                        List.of(new DeviceStatus.HeldPartition("tiny", EPOCH, "p0", DeviceStatus.Phase.FETCHING, 640)),
                        List.of(new DeviceStatus.Ready("tiny", EPOCH)),
                        List.of(new DeviceStatus.Refusal("big", EPOCH, "out-of-memory", "needs more")),
                        new DeviceStatus.Work(1, 2, 3, 4, 5)),
                offline(),
                GatewayStatus.of(
                        "gw-1",
                        true,
                        "http://gw-1:8080",
                        7,
                        List.of(new GatewayStatus.ModelDispatch("tiny", EPOCH, List.of(new Epoch(1, 2)), 3))),
                GatewayStatus.of("gw-1", false, null, 7, List.of()),
                PlannerRequest.Publish.of(Plans.plan(), Map.of("d0", "edge-1")),
                new PlannerRequest.Prepare(Plans.plan(), Map.of()),
                new PlannerRequest.Rollback("tiny"),
                new PlannerReply.Missing(List.of(FILE)),
                new PlannerReply.Stored(FILE, 4096, false),
                new PlannerReply.Waiting(EPOCH, Map.of("d0", "edge-1"), List.of("edge-1"), List.of("edge-2")),
                new PlannerReply.Activated("tiny", EPOCH, FILE, Map.of("d0", "edge-1")),
                new PlannerReply.Prepared("tiny", EPOCH, FILE, Map.of("d0", "edge-1")),
                new PlannerReply.Refused(PlannerReply.Reason.DEVICE_REFUSED, "edge-1: out of memory"),
                new SliceRequest(FILE, 0, 1 << 20),
                new Accepted(FRAME, "shirt-7", "cam-1", "tiny", "2026-11-23T08:00:00Z", true),
                answer(),
                new InferenceResult(
                        InferenceResult.Status.ERROR,
                        null,
                        "shirt-7",
                        "cam-1",
                        "tiny",
                        null,
                        null,
                        "2026-11-23T08:00:00Z",
                        "2026-11-23T08:00:01Z",
                        null,
                        null,
                        null,
                        new InferenceResult.FrameError(ErrorCode.UNDECODABLE_IMAGE, "neither PNG nor JPEG")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesThroughUnchanged(Object message) throws MalformedMessageException {
        Class<?> type = message instanceof PlannerRequest
                ? PlannerRequest.class
                : message instanceof PlannerReply ? PlannerReply.class : message.getClass();

        assertThat((Object) Json.decodeStrictly("message", Json.encode(message), type))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageHasItsComponentsAndNothingElse(Object message) throws Exception {
        JsonNode json = new ObjectMapper().readTree(Json.encode(message));
        boolean tagged = message instanceof PlannerRequest || message instanceof PlannerReply;
        List<String> components = Stream.concat(
                        tagged ? Stream.of("type") : Stream.of(),
                        Arrays.stream(message.getClass().getRecordComponents()).map(RecordComponent::getName))
                .toList();

        assertThat(components).containsAll((Iterable<String>) json::fieldNames);
        assertThat(json.toString()).doesNotContain("null");
    }

    @Test
    void unionsAreTagged() {
        assertThat(text(new PlannerRequest.Rollback("tiny"))).isEqualTo("{\"type\":\"rollback\",\"model\":\"tiny\"}");
        assertThat(text(new PlannerReply.Refused(PlannerReply.Reason.BAD_REQUEST, "no")))
                .isEqualTo("{\"type\":\"refused\",\"reason\":\"bad-request\",\"message\":\"no\"}");
    }

    @Test
    void enumsAreWrittenSmall() {
        assertThat(text(offline())).contains("\"state\":\"offline\"");
        assertThat(text(answer())).contains("\"status\":\"ok\"");
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ErrorCode.parse(code.toString())).isEqualTo(code);
        }
    }

    @Test
    void passesOverUnknownFieldsOnlyWhereTheyDoNotMatter() throws MalformedMessageException {
        byte[] json = bytes("{\"sha256\":\"" + FILE + "\",\"offset\":0,\"length\":5,\"hurry\":true}");

        assertThat(Json.decode("request", json, SliceRequest.class).length()).isEqualTo(5);
        assertThatThrownBy(() -> Json.decodeStrictly("request", json, SliceRequest.class))
                .hasMessage("request refused: unknown field 'hurry'");
    }

    @Test
    void reasonsAreOneLine() {
        assertReason("", "request refused: ");
        assertReason("{", "at line 1");
        assertReason("{\n\"sha256\": nope", "at line 2");
        assertReason("[]", "request refused: ");
        assertReason("7", "request refused: ");
        assertReason("{\"sha256\":\"x\",\"offset\":0,\"length\":5}", "'x' is not a SHA-256");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":-1,\"length\":5}", "'offset' is negative");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":1.5,\"length\":5}", "at 'offset'");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":\"a\\nb\",\"length\":5}", "at 'offset'");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":null,\"length\":5}", "at 'offset'");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":0}", "a number is missing at 'length'");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":0,\"length\":5} trailing", "request refused: ");
        assertReason("{\"sha256\":\"" + FILE + "\",\"offset\":0,\"length\":5,\"x\\ny\":1}", "unknown field 'x?y'");
        assertReason("\ufeff\u0000", "request refused: ");
    }

    @Test
    void refusesUnionsOfAnUnknownType() {
        assertThatThrownBy(() -> Json.decodeStrictly("request", bytes("{\"type\":\"explode\"}"), PlannerRequest.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("explode")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Json.decodeStrictly("request", bytes("{}"), PlannerRequest.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("type");
    }

    @Test
    void canonicalFormIsThatOfRfc8785() {
        assertThat(new String(
                        Json.encodeCanonically(Map.of("b", 1.0, "a", "é\n", "c", List.of(1e21, 0.000001, 100))),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":\"é\\n\",\"b\":1,\"c\":[1e+21,0.000001,100]}");
    }

    private static void assertReason(String json, String reason) {
        assertThatThrownBy(() -> Json.decodeStrictly("request", bytes(json), SliceRequest.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("request refused: ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesADeviceStatusWhoseListsHaveGaps() {
        String status = Payload.of(Json.encode(offline())).text();
        for (String gap : List.of(
                "\"ready\":[{\"model\":\"m\"}]",
                "\"refused\":[{\"epoch\":\"1-1\",\"reason\":\"r\",\"message\":\"m\"}]",
                "\"partitions\":[{\"model\":\"m\",\"epoch\":\"1-1\",\"partition\":\"p\",\"weightsBytes\":1}]")) {
            String list = gap.substring(0, gap.indexOf(':'));
            byte[] json = status.replace(list + ":[]", gap).getBytes(StandardCharsets.UTF_8);

            assertThatThrownBy(() -> Json.decode("device status", json, DeviceStatus.class))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("is missing");
        }
    }

    private static DeviceStatus offline() {
        return new DeviceStatus(
                "edge-1",
                DeviceStatus.State.OFFLINE,
                "hyps-runner 0.1.0",
                "2026-11-23T08:00:00Z",
                null,
                1,
                0,
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    private static InferenceResult answer() {
        return new InferenceResult(
                InferenceResult.Status.OK,
                FRAME,
                "shirt-7",
                "cam-1",
                "tiny",
                EPOCH,
                1,
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:01Z",
                List.of(new InferenceResult.Prediction("cat", 0, 0.75)),
                List.of(new InferenceResult.OutputTensor("logits", "float32", List.of(1L, 2L), List.of(1.5, 0.25))),
                new InferenceResult.Timings(
                        5, 1, 1, 1, 2, List.of(new InferenceResult.Stage("p0", "edge-1", 0.5, 1.5))),
                null);
    }

    private static String text(Object message) {
        return new String(Json.encode(message), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

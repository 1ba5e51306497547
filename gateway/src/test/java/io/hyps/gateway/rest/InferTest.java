package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.gateway.dispatch.TestPlans;
import io.hyps.protocol.Required;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class InferTest {
    private static final String IN_JSON =
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1,2,2],\"data\":[1,2,3,4]}]}";
    private static final String IN_BINARY =
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1,2,2],"
                    + "\"parameters\":{\"binary_data_size\":16}}],\"parameters\":{\"binary_data_output\":true}}";

    private final Plan plan = TestPlans.plan("m", "1-1").plan();
    private final FrameId frame = FrameId.create();

    @Test
    void makesTensorsOfJson() throws RefusedException {
        Tensor input = Required.field("input", inputs(IN_JSON, new byte[0]).get("input"));

        assertThat(input.floats())
                .isEqualTo(Tensor.ofFloats(Shape.of(4), 1, 2, 3, 4).floats());
        assertThat(input.shape()).isEqualTo(Shape.of(1, 1, 2, 2));
    }

    @Test
    void makesTensorsOfBinaryData() throws RefusedException {
        Tensor input =
                Required.field("input", inputs(IN_BINARY, floats(5, 6, 7, 8)).get("input"));

        assertThat(input.floats())
                .isEqualTo(Tensor.ofFloats(Shape.of(4), 5, 6, 7, 8).floats());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(IN_JSON, new byte[4], "0 bytes of binary data"),
                Arguments.of(IN_BINARY, new byte[0], "claim 16 bytes"),
                Arguments.of(IN_BINARY, new byte[15], "claim 16 bytes"),
                Arguments.of(IN_BINARY, new byte[17], "claim 16 bytes"),
                Arguments.of(IN_BINARY.replace("16", "1600000000"), new byte[16], "has 16 bytes"),
                Arguments.of(IN_JSON.replace("\"input\"", "\"other\""), new byte[0], "takes the inputs [input]"),
                Arguments.of(IN_JSON.replace("FP32", "INT32"), new byte[0], "INT32[1, 1, 2, 2]"),
                Arguments.of(IN_JSON.replace("FP32", "BYTES"), new byte[0], "BYTES"),
                Arguments.of(IN_JSON.replace("[1,1,2,2]", "[4]"), new byte[0], "takes FP32[1, 1, 2, 2]"),
                Arguments.of(
                        IN_JSON.replace("[1,1,2,2]", "[1000000,1000000,100]"), new byte[0], "takes FP32[1, 1, 2, 2]"),
                Arguments.of(IN_JSON.replace("[1,2,3,4]", "[1,2,3]"), new byte[0], "3 elements"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatTheModelDoesNotTake(String json, byte[] binary, String reason) {
        assertThatThrownBy(() -> inputs(json, binary))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining(reason);
    }

    @Test
    void refusesOutputsThatTheModelDoesNotHave() throws RefusedException {
        InferRequest request = parse(IN_JSON.replace("}]}", "}],\"outputs\":[{\"name\":\"x\"}]}"));

        assertThatThrownBy(() -> InferInputs.outputs(request, plan))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no output 'x', it has [logits]");
    }

    @Test
    void answersInJson() throws RefusedException {
        Reply reply = reply(IN_JSON.replace("{\"inputs\"", "{\"id\":\"7\",\"inputs\""), floats(0.5f, -2));

        assertThat(reply.contentType()).isEqualTo("application/json");
        assertThat(reply.headers()).doesNotContainKey(InferReply.JSON_LENGTH);
        assertThat(reply.body().text())
                .isEqualTo(
                        "{\"model_name\":\"m\",\"model_version\":\"1\",\"id\":\"7\",\"parameters\":{\"frame\":\""
                                + frame
                                + "\"},\"outputs\":[{\"name\":\"logits\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0.5,-2.0]}]}");
    }

    @Test
    void answersInBinary() throws RefusedException {
        Reply reply = reply(IN_BINARY, floats(0.5f, Float.NaN));

        int length = Integer.parseInt(reply.headers().getOrDefault(InferReply.JSON_LENGTH, "0"));
        byte[] body = reply.body().array();
        assertThat(new String(body, 0, length, StandardCharsets.UTF_8))
                .endsWith("\"shape\":[1,2],\"parameters\":{\"binary_data_size\":8}}]}");
        assertThat(Arrays.copyOfRange(body, length, body.length)).isEqualTo(floats(0.5f, Float.NaN));
    }

    @Test
    void saysHowToGetWhatJsonDoesNotHave() {
        assertThatThrownBy(() -> reply(IN_JSON, floats(0.5f, Float.NaN)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("binary_data");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void turnsEveryErrorOfAFrameIntoAStatus(ErrorCode code) {
        assertThatThrownBy(() -> FrameErrors.requireAnswer(FakeResultStream.error(frame, "m", code)))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.status()).isBetween(400, 504);
                    assertThat(e.members())
                            .containsEntry("code", code.toString())
                            .containsKey("frame");
                })
                .hasMessage("it is so");
    }

    private Reply reply(String json, byte[] logits) throws RefusedException {
        InferRequest request = parse(json);
        return InferReply.of(
                request,
                plan.model(),
                InferInputs.outputs(request, plan),
                frame,
                FrameErrors.requireAnswer(
                        FakeResultStream.answer(frame, "m", Base64.getEncoder().encodeToString(logits))));
    }

    private Map<String, Tensor> inputs(String json, byte[] binary) throws RefusedException {
        byte[] text = Requests.bytes(json);
        byte[] body = Arrays.copyOf(text, text.length + binary.length);
        System.arraycopy(binary, 0, body, text.length, binary.length);
        return InferInputs.of(InferRequestParser.parse(body, text.length), plan, body, text.length);
    }

    private static InferRequest parse(String json) throws RefusedException {
        byte[] body = Requests.bytes(json);
        return InferRequestParser.parse(body, body.length);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}

package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.gateway.rest.InferRequest.Data;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class InferRequestParserTest {
    @Test
    void readsWhatTheProtocolSays() throws RefusedException {
        String json =
                """
                {"id":"42","parameters":{"binary_data_output":true,"priority":1,"other":{"a":[1]}},
                 "inputs":[{"data":[[1,2],[3,4]],"name":"a","shape":[2,2],"datatype":"FP32"},
                           {"name":"b","shape":[1],"datatype":"INT64","parameters":{"binary_data_size":8}}],
                 "outputs":[{"name":"x"},{"name":"y","parameters":{"binary_data":false}}],
                 "unknown":{"deep":[[]]}}""";

        InferRequest request = parse(json);

        assertThat(request.id()).contains("42");
        assertThat(request.binaryOutputs()).isTrue();
        assertThat(request.inputs())
                .containsExactly(
                        new InferRequest.Input(
                                "a", ElementType.FLOAT32, Shape.of(2, 2), new Data.InJson(json.indexOf("[[1,2]"))),
                        new InferRequest.Input("b", ElementType.INT64, Shape.of(1), new Data.Binary(8)));
        assertThat(request.outputs())
                .containsExactly(
                        new InferRequest.Output("x", Optional.empty()),
                        new InferRequest.Output("y", Optional.of(false)));
    }

    static Stream<Arguments> refused() {
        String input = "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\",";
        return Stream.of(
                Arguments.of("", "no JSON object"),
                Arguments.of("[]", "no JSON object"),
                Arguments.of("null", "no JSON object"),
                Arguments.of("{}", "no 'inputs'"),
                Arguments.of("{\"inputs\":[]}", "no 'inputs'"),
                Arguments.of("{\"inputs\":{}}", "'inputs' is no array"),
                Arguments.of("{\"inputs\":[1]}", "'inputs[0]' is no object"),
                Arguments.of("{\"inputs\":[{}]}", "'inputs[0]' has no 'name'"),
                Arguments.of("{\"inputs\":[{\"name\":1}]}", "'inputs[0].name' is no string"),
                Arguments.of("{\"id\":7,\"inputs\":[]}", "'id' is no string"),
                Arguments.of(input + "\"data\":[1]}]}", "no 'shape'"),
                Arguments.of(input + "\"shape\":[1]}]}", "neither 'data'"),
                Arguments.of(input + "\"shape\":[-1],\"data\":[1]}]}", "negative"),
                Arguments.of(input + "\"shape\":[1.5],\"data\":[1]}]}", "whole numbers"),
                Arguments.of(input + "\"shape\":[4611686018427387904,8],\"data\":[1]}]}", "overflows"),
                Arguments.of(input + "\"shape\":[99999999999999999999],\"data\":[1]}]}", "refused"),
                Arguments.of(input + "\"shape\":" + "[1".repeat(1) + ",1".repeat(40) + "]}]}", "at most 16"),
                Arguments.of(input + "\"shape\":[1],\"data\":\"AAAA\"}]}", "'inputs[0].data' is no array"),
                Arguments.of(
                        input + "\"shape\":[1],\"data\":[1],\"parameters\":{\"binary_data_size\":4}}]}", "has both"),
                Arguments.of(input + "\"shape\":[1],\"parameters\":{\"binary_data_size\":-4}}]}", "no number of bytes"),
                Arguments.of(
                        input + "\"shape\":[1],\"parameters\":{\"binary_data_size\":99999999999999999999}}]}",
                        "no number of bytes"),
                Arguments.of(
                        input + "\"shape\":[1],\"parameters\":{\"binary_data_size\":\"4\"}}]}", "no number of bytes"),
                Arguments.of(
                        "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP31\",\"shape\":[1],\"data\":[1]}]}", "FP31"),
                Arguments.of(
                        input + "\"shape\":[1],\"data\":[1]}],\"outputs\":[{\"name\":\"x\",\"parameters\":"
                                + "{\"classification\":3}}]}",
                        "classification"),
                Arguments.of(input + "\"shape\":[1],\"data\":[1]}]} trailing", "refused"),
                Arguments.of(input + "\"shape\":[1],\"data\":[1]}]}{}", "behind"),
                Arguments.of(input + "\"shape\":[1],\"data\":[1", "refused"),
                Arguments.of(input + "\"name\":\"b\"}]}", "Duplicate field"),
                Arguments.of("{\"inputs\":" + "[".repeat(5000), "'inputs[0]' is no object"),
                Arguments.of("{\"x\":" + "[".repeat(5000), "nesting depth"),
                Arguments.of(input + "\"shape\":[1],\"data\":" + "[".repeat(5000), "nesting depth"),
                Arguments.of(
                        "{\"id\":\"" + "x".repeat(2000) + "\",\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\","
                                + "\"shape\":[1],\"data\":[1]}]}",
                        "longer than"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesTheRestInOneLine(String json, String reason) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining(reason)
                .message()
                .hasSizeLessThan(600)
                .doesNotContain("\n", "Source:", "com.fasterxml");
    }

    @Test
    void refusesOtherEncodings() {
        byte[] utf16 = "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}"
                .getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> InferRequestParser.parse(utf16, utf16.length))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("UTF-8");
    }

    private static InferRequest parse(String json) throws RefusedException {
        byte[] bytes = Requests.bytes(json);
        return InferRequestParser.parse(bytes, bytes.length);
    }
}

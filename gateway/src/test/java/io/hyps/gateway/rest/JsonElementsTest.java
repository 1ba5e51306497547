package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonElementsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT32|[1.5,-0.25,3.4028235E38,1.0E-45]|[1.5,-0.25,3.4028235E38,1.4E-45]",
                "FLOAT64|[0.1,1e300,-2,4]|[0.1,1.0E300,-2.0,4.0]",
                "INT8|[-128,127,0,1]|[-128,127,0,1]",
                "UINT8|[0,255,1,2]|[0,255,1,2]",
                "INT16|[-32768,32767,0,1]|[-32768,32767,0,1]",
                "UINT16|[0,65535,1,2]|[0,65535,1,2]",
                "INT32|[-2147483648,2147483647,0,1]|[-2147483648,2147483647,0,1]",
                "UINT32|[0,4294967295,1,2]|[0,4294967295,1,2]",
                "INT64|[-9223372036854775808,9223372036854775807,0,1]|[-9223372036854775808,9223372036854775807,0,1]",
                "UINT64|[0,18446744073709551615,1,2]|[0,18446744073709551615,1,2]",
                "BOOL|[true,false,1,0]|[true,false,true,false]",
                "FLOAT32|[[1,2],[3,4]]|[1.0,2.0,3.0,4.0]",
                "FLOAT32|[[[1],[2]],[[3],[4]]]|[1.0,2.0,3.0,4.0]"
            })
    void goThereAndBack(ElementType type, String json, String written) throws Exception {
        assertThat(write(read(type, json))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT32|[1,2,3]|3 elements",
                "FLOAT32|[1,2,3,4,5]|more elements",
                "FLOAT32|[]|0 elements",
                "FLOAT32|[1,2,3,\"4\"]|no FP32",
                "FLOAT32|[1,2,3,\"NaN\"]|no FP32",
                "FLOAT32|[1,2,3,NaN]|refused",
                "FLOAT32|[1,2,3,-Infinity]|refused",
                "FLOAT32|[1,2,3,null]|no FP32",
                "FLOAT32|[1,2,3,{}]|no FP32",
                "FLOAT32|[1,2,3,1e39]|no FP32",
                "FLOAT64|[1,2,3,1e999]|no FP64",
                "INT8|[1,2,3,128]|no INT8",
                "UINT8|[1,2,3,-1]|no UINT8",
                "INT32|[1,2,3,4.0]|no INT32",
                "INT64|[1,2,3,9223372036854775808]|no INT64",
                "UINT64|[1,2,3,18446744073709551616]|no UINT64",
                "UINT64|[1,2,3,-1]|no UINT64",
                "BOOL|[1,0,1,2]|no BOOL",
                "FLOAT16|[1,2,3,4]|no FP16"
            })
    void areRefusedIfTheyAreNotOfTheTypeOrTooManyOrFew(ElementType type, String json, String reason) {
        assertThatThrownBy(() -> read(type, json))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining(reason);
    }

    @Test
    void areRefusedIfANumberIsTooLong() {
        assertThatThrownBy(() -> read(ElementType.FLOAT64, "[1,2,3," + "9".repeat(2000) + "]"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("refused");
    }

    @Test
    void haveNoWayForWhatIsNoFiniteNumber() {
        Tensor tensor = Tensor.ofFloats(Shape.of(2), 1, Float.NaN);

        assertThatThrownBy(() -> write(tensor))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("binary_data");
    }

    private static Tensor read(ElementType type, String json) throws RefusedException {
        String before = "{\"data\":";
        return JsonElements.read("a", type, Shape.of(2, 2), Requests.bytes(before + json + "}"), before.length());
    }

    private static String write(Tensor tensor) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = InferRequestParser.JSON.createGenerator(out)) {
            JsonElements.write("a", tensor, json);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}

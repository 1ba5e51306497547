package io.hyps.protocol.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.wire.WireElementType;
import io.hyps.protocol.wire.WireInput;
import io.hyps.protocol.wire.WireInputs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InputTensorsTest {
    private static final Tensor FLOATS = Tensor.ofFloats(Shape.of(1, 2), 0.5f, -1f);
    private static final Tensor BYTES =
            Tensor.of(ElementType.UINT8, Shape.of(3), ByteBuffer.wrap(new byte[] {1, 2, (byte) 255}));

    @Test
    void readsWhatItWroteInTheSameOrder() throws MalformedMessageException {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("z", FLOATS);
        inputs.put("a", BYTES);

        Map<String, Tensor> read = InputTensors.decode(InputTensors.encode(inputs));

        assertThat(read.keySet()).containsExactly("z", "a");
        assertThat(read.get("z")).hasToString("float32[1, 2]");
        assertThat(Objects.requireNonNull(read.get("z")).floats().get(1)).isEqualTo(-1f);
        assertThat(Objects.requireNonNull(read.get("a")).data().get(2)).isEqualTo((byte) 255);
    }

    static Stream<Arguments> refused() {
        WireInput good = input("x", 4, 1);
        byte[] whole = WireInputs.newBuilder().addInputs(good).build().toByteArray();
        return Stream.of(
                Arguments.of("no inputs", new byte[0]),
                Arguments.of("half a message", Arrays.copyOf(whole, whole.length - 2)),
                Arguments.of("a name twice", wire(good, good)),
                Arguments.of("no name", wire(input("", 4, 1))),
                Arguments.of("too few bytes", wire(input("x", 3, 1))),
                Arguments.of("a shape that overflows", wire(input("x", 4, Long.MAX_VALUE))),
                Arguments.of("a negative dimension", wire(input("x", 4, -1))),
                Arguments.of(
                        "an unknown type",
                        wire(good.toBuilder().setElementTypeValue(99).build())),
                Arguments.of(
                        "an unknown encoding",
                        wire(good.toBuilder().setEncodingValue(7).build())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String what, byte[] payload) {
        assertThatThrownBy(() -> InputTensors.decode(payload))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("input tensor");
    }

    private static byte[] wire(WireInput... inputs) {
        return WireInputs.newBuilder()
                .addAllInputs(Arrays.asList(inputs))
                .build()
                .toByteArray();
    }

    private static WireInput input(String name, int bytes, long dimension) {
        return WireInput.newBuilder()
                .setName(name)
                .setElementType(WireElementType.FLOAT32)
                .addShape(dimension)
                .setData(ByteString.copyFrom(new byte[bytes]))
                .build();
    }
}

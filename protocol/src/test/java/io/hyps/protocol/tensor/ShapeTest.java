package io.hyps.protocol.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void countsElementsAndBytes() {
        assertThat(Shape.of(1, 3, 224, 224).elementCount()).isEqualTo(150_528);
        assertThat(Shape.of(1, 3, 224, 224).sizeBytes(ElementType.FLOAT32)).isEqualTo(602_112);
        assertThat(Shape.of().elementCount()).isEqualTo(1);
        assertThat(Shape.of(4, 0).sizeBytes(ElementType.INT64)).isZero();
    }

    @Test
    void refusesWhatNoTensorHas() {
        assertThatThrownBy(() -> Shape.of(2, -1)).hasMessageContaining("negative dimension");
        assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 32)).hasMessageContaining("overflows");
        assertThatThrownBy(() -> Shape.of(1L << 62).sizeBytes(ElementType.FLOAT32))
                .hasMessageContaining("overflows");
        assertThatThrownBy(() -> new Shape(Collections.nCopies(17, 1L))).hasMessageContaining("17 dimensions");
    }

    @Test
    void hidesNoOverflowBehindAZero() {
        assertThat(Shape.of(0, Long.MAX_VALUE, Long.MAX_VALUE).elementCount()).isZero();
        assertThatThrownBy(() -> Shape.of(Long.MAX_VALUE, Long.MAX_VALUE, 0)).hasMessageContaining("overflows");
    }

    @Test
    void tensorRefusesDataOfAnotherSize() {
        assertThatThrownBy(() -> Tensor.of(ElementType.FLOAT32, Shape.of(2), ByteBuffer.allocate(7)))
                .hasMessage("a tensor float32[2] has 8 bytes, its data 7");
    }

    @Test
    void tensorGivesItsFloatsLittleEndian() {
        Tensor tensor = Tensor.ofFloats(Shape.of(2), 1.5f, -2f);

        assertThat(tensor.floats().get(1)).isEqualTo(-2f);
        assertThat(tensor.data().get(2)).isEqualTo((byte) 0xc0);
        assertThatThrownBy(() -> Tensor.of(ElementType.INT32, Shape.of(1), ByteBuffer.allocate(4))
                        .floats())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void elementTypesAreThoseOfOnnx() {
        for (ElementType type : ElementType.values()) {
            assertThat(ElementType.ofOnnxCode(type.onnxCode())).isEqualTo(type);
            assertThat(ElementType.parse(type.toString())).isEqualTo(type);
        }
        assertThat(ElementType.FLOAT16.toString()).isEqualTo("float16");
        assertThatThrownBy(() -> ElementType.ofOnnxCode(8)).hasMessageContaining("element type 8");
        assertThatThrownBy(() -> ElementType.parse("FLOAT32")).hasMessageContaining("'FLOAT32' is unknown");
    }
}

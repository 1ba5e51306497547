package io.hyps.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What images become by every field of a manifest, number by number beside what Pillow and numpy make of them. */
class ImageFixturesTest {
    /**
     * One comparison.
     *
     * @param tolerance the largest difference of an element that is let pass
     * @param expected elements in row-major order, little-endian
     */
    record Case(String title, String image, ImageInput input, List<Long> shape, double tolerance, String expected) {
        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Case> cases() throws IOException {
        return new ObjectMapper()
                .readValue(TestImages.fixture("cases.json").array(), new TypeReference<List<Case>>() {}).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void becomesWhatPillowMakesOfIt(Case wanted) throws ImageRefusedException {
        Tensor tensor = new Preprocessor().preprocess(wanted.input(), TestImages.fixture(wanted.image()));

        assertThat(tensor.shape()).isEqualTo(new Shape(wanted.shape()));
        assertThat(tensor.type()).isEqualTo(wanted.input().elementType());
        Tensor expected = Tensor.of(
                tensor.type(),
                tensor.shape(),
                ByteBuffer.wrap(Base64.getDecoder().decode(wanted.expected())));
        assertThat(largestDifference(tensor, expected)).isLessThanOrEqualTo(wanted.tolerance());
    }

    private static double largestDifference(Tensor one, Tensor other) {
        ByteBuffer a = one.data();
        ByteBuffer b = other.data();
        double largest = 0;
        while (a.hasRemaining()) {
            largest = Math.max(largest, Math.abs(next(one, a) - next(other, b)));
        }
        return largest;
    }

    private static double next(Tensor tensor, ByteBuffer data) {
        assertThat(data.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        return switch (tensor.type()) {
            case FLOAT32 -> data.getFloat();
            case FLOAT64 -> data.getDouble();
            case FLOAT16 -> half(data.getShort());
            case UINT8 -> Byte.toUnsignedInt(data.get());
            case INT8 -> data.get();
            default -> throw new IllegalStateException("no fixture has " + tensor.type());
        };
    }

    /** Of a finite number. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double size = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.scalb(1.0, exponent - 25);
        return bits < 0 ? -size : size;
    }
}

package io.hyps.planner.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hyps.planner.partition.Carriage;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EncodingMeterTest {
    private static final Shape SHAPE = Shape.of(1, 64, 56, 56);
    private static final double BYTES = 4.0 * 64 * 56 * 56;

    private final EncodingMeter meter = new EncodingMeter();

    @Test
    void takesTheMeanOfTheSamples() {
        Carriage carriage = meter.measure(List.of(tensor(0.5), tensor(0.9)), Encoding.SPARSE)
                .orElseThrow();

        assertThat(carriage.bytes() / BYTES).isCloseTo((0.53 + 0.13) / 2, within(0.01));
        assertThat(carriage.encodeNanos()).isPositive();
        assertThat(carriage.decodeNanos()).isPositive();
        assertThat(carriage.roomBytes()).isEqualTo((long) BYTES);
    }

    @Test
    void findsNoUseInWhatStaysRaw() {
        assertThat(meter.measure(List.of(tensor(0), tensor(0)), Encoding.SPARSE))
                .isEmpty();
        assertThat(meter.measure(List.of(Tensor.ofFloats(Shape.of(3), 1, 2, 3)), Encoding.INT8_PER_CHANNEL))
                .isEmpty();
    }

    private static Tensor tensor(double zeros) {
        Random random = new Random(1);
        float[] values = new float[(int) SHAPE.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < zeros ? 0 : random.nextFloat() + 1;
        }
        return Tensor.ofFloats(SHAPE, values);
    }
}

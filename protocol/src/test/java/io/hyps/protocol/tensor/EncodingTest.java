package io.hyps.protocol.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hyps.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class EncodingTest {
    private static final float[] AWKWARD = {
        Float.NaN,
        Float.intBitsToFloat(0x7FC0_1234),
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        1e-7f,
        65504f,
        65520f,
        -1f
    };

    private final TensorEncoder encoder = new TensorEncoder();

    @Property
    void losslessOnesGiveTheSameBits(
            @ForAll("types") ElementType type,
            @ForAll("shapes") Shape shape,
            @ForAll @DoubleRange(min = 0, max = 1) double zeros,
            @ForAll long seed)
            throws MalformedMessageException {
        Tensor tensor = bytes(type, shape, zeros, new Random(seed));
        for (Encoding encoding : Encoding.values()) {
            if (encoding.isLossless() && encoding.carries(type, shape)) {
                assertThat(throughTheWire(tensor, encoding).data()).isEqualTo(tensor.data());
            }
        }
    }

    @Example
    void zerosAreLeftOut() {
        Tensor half = floats(Shape.of(1, 64, 56, 56), 0.5, new Random(1));
        Tensor most = floats(Shape.of(1, 64, 56, 56), 0.9, new Random(1));

        assertThat(share(half, Encoding.SPARSE)).isCloseTo(0.53, within(0.01));
        assertThat(share(most, Encoding.SPARSE)).isCloseTo(0.13, within(0.01));
        assertThat(share(half, Encoding.LZ4)).isBetween(0.5, 0.7);
        assertThat(share(most, Encoding.LZ4)).isBetween(0.1, 0.2);
        assertThat(share(half, Encoding.FLOAT16)).isEqualTo(0.5);
        assertThat(share(half, Encoding.INT8_PER_CHANNEL)).isCloseTo(0.25, within(0.001));
    }

    @Example
    void whatDoesNotGetSmallerStaysRaw() {
        Tensor dense = floats(Shape.of(1000), 0, new Random(1));

        assertThat(encoder.encode(dense, Encoding.SPARSE).encoding()).isEqualTo(Encoding.RAW);
        assertThat(encoder.encode(dense, Encoding.LZ4).encoding()).isEqualTo(Encoding.RAW);
        assertThat(encoder.encode(Tensor.ofFloats(Shape.of(1), 3), Encoding.INT8)
                        .encoding())
                .isEqualTo(Encoding.RAW);
        assertThat(encoder.encode(Tensor.ofFloats(Shape.of(0)), Encoding.FLOAT16)
                        .encoding())
                .isEqualTo(Encoding.RAW);
    }

    @Property
    void float16IsOffByLessThanItsRounding(@ForAll("shapes") Shape shape, @ForAll long seed)
            throws MalformedMessageException {
        Tensor tensor = floats(shape, 0.3, new Random(seed));
        Tensor got = throughTheWire(tensor, Encoding.FLOAT16);
        for (int i = 0; i < shape.elementCount(); i++) {
            float value = tensor.floats().get(i);
            assertThat(got.floats().get(i)).isCloseTo(value, within(Math.max(0x1p-25f, Math.abs(value) * 0x1p-11f)));
        }
    }

    @Example
    void float16KeepsWhatIsNoNumberAndRefusesWhatIsTooLarge() throws MalformedMessageException {
        Tensor special = Tensor.ofFloats(
                Shape.of(6), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 1e-40f, 65504f);
        Tensor large = Tensor.ofFloats(Shape.of(4), 0, 1, 65520f, 2);

        EncodedTensor encoded = encoder.encode(special, Encoding.FLOAT16);
        assertThat(encoded.encoding()).isEqualTo(Encoding.FLOAT16);
        float[] got = new float[6];
        encoded.decode().floats().get(got);
        assertThat(got).containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0f, 65504f);
        assertThat(encoder.encode(large, Encoding.FLOAT16).encoding()).isEqualTo(Encoding.RAW);
    }

    @Example
    void everyFloat16ComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Float16.value((short) bits);
            if (Float.isNaN(value)) {
                assertThat((bits & 0x7C00) == 0x7C00 && (bits & 0x3FF) != 0).isTrue();
            } else {
                assertThat(Float16.bits(value)).isEqualTo((short) bits);
            }
        }
    }

    @Property
    void int8IsOffByHalfAStepAtMost(
            @ForAll("shapes") Shape shape,
            @ForAll @DoubleRange(min = -1000, max = 1000) double offset,
            @ForAll @IntRange(min = -20, max = 20) int magnitude,
            @ForAll long seed)
            throws MalformedMessageException {
        Random random = new Random(seed);
        float[] values = new float[(int) shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.scalb(random.nextGaussian() + offset, magnitude);
        }
        Tensor tensor = Tensor.ofFloats(shape, values);
        float[] got = new float[values.length];
        throughTheWire(tensor, Encoding.INT8).floats().get(got);

        double most = Math.max(0, max(values));
        double least = Math.min(0, -max(negated(values)));
        for (int i = 0; i < values.length; i++) {
            assertThat((double) got[i]).isCloseTo(values[i], within((most - least) / 255 * 0.5001));
        }
    }

    @Example
    void int8HasARangeForEachChannel() throws MalformedMessageException {
        float[] values = new float[2 * 3 * 100];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.pow(1000, i / 100 % 3) * (i % 100);
        }
        Tensor tensor = Tensor.ofFloats(Shape.of(2, 3, 100), values);

        EncodedTensor encoded = encoder.encode(tensor, Encoding.INT8_PER_CHANNEL);
        assertThat(encoded.sizeBytes()).isEqualTo(600 + 3 * 5);
        float[] got = new float[values.length];
        encoded.decode().floats().get(got);
        for (int i = 0; i < values.length; i++) {
            double range = Math.pow(1000, i / 100 % 3) * 99;
            assertThat((double) got[i]).isCloseTo(values[i], within(range / 255 * 0.5001));
        }
    }

    @Example
    void int8KeepsZerosAndConstantsAndRefusesTheRest() throws MalformedMessageException {
        float[] nines = new float[30];
        Arrays.fill(nines, -9f);
        float[] got = new float[30];

        encoder.encode(Tensor.ofFloats(Shape.of(30), new float[30]), Encoding.INT8)
                .decode()
                .floats()
                .get(got);
        assertThat(got).containsOnly(0f);
        encoder.encode(Tensor.ofFloats(Shape.of(30), nines), Encoding.INT8)
                .decode()
                .floats()
                .get(got);
        assertThat(got).containsOnly(new float[] {-9f}, within(1e-5f));
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE}) {
            nines = new float[30];
            nines[17] = value;
            assertThat(encoder.encode(Tensor.ofFloats(Shape.of(30), nines), Encoding.INT8)
                            .encoding())
                    .isEqualTo(Encoding.RAW);
        }
        nines[3] = Float.MAX_VALUE;
        nines[4] = -Float.MAX_VALUE;
        nines[17] = 0;
        assertThat(encoder.encode(Tensor.ofFloats(Shape.of(30), nines), Encoding.INT8)
                        .encoding())
                .isEqualTo(Encoding.INT8);
    }

    @Property
    void damagedOnesAreRefusedOrReadWithinTheirShape(
            @ForAll Encoding encoding,
            @ForAll long seed,
            @ForAll @IntRange(max = 1 << 20) int at,
            @ForAll byte with,
            @ForAll @IntRange(max = 40) int cut) {
        Random random = new Random(seed);
        EncodedTensor encoded = encoder.encode(floats(Shape.of(1, 3, 40), 0.6, random), encoding);
        Assume.that(encoded.encoding() == encoding);
        byte[] bytes = new byte[encoded.sizeBytes()];
        encoded.data().get(bytes);
        bytes[at % bytes.length] = with;
        ByteBuffer damaged = ByteBuffer.wrap(bytes, 0, Math.max(0, bytes.length - cut));
        try {
            Tensor decoded = EncodedTensor.of(encoding, ElementType.FLOAT32, Shape.of(1, 3, 40), damaged)
                    .decode();
            assertThat(decoded.sizeBytes()).isEqualTo(480);
        } catch (IllegalArgumentException | MalformedMessageException refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    @Example
    void aFewBytesCannotClaimToBeAGigabyte() {
        Shape gigabyte = Shape.of(1 << 28);
        for (Encoding encoding : Encoding.values()) {
            assertThatThrownBy(() ->
                            EncodedTensor.of(encoding, ElementType.FLOAT32, gigabyte, ByteBuffer.wrap(new byte[1000])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Example
    void anEncodingIsForSomeTypesOnly() {
        assertThat(Encoding.FLOAT16.carries(ElementType.FLOAT64, Shape.of(4))).isFalse();
        assertThat(Encoding.INT8.carries(ElementType.INT32, Shape.of(4))).isFalse();
        assertThat(Encoding.INT8_PER_CHANNEL.carries(ElementType.FLOAT32, Shape.of(4)))
                .isFalse();
        assertThat(Encoding.SPARSE.carries(ElementType.UINT8, Shape.of(4))).isFalse();
        assertThat(Encoding.LZ4.carries(ElementType.UINT8, Shape.of(4))).isTrue();
        assertThat(Encoding.LZ4.carries(ElementType.UINT8, Shape.of(1L << 31))).isFalse();
    }

    private double share(Tensor tensor, Encoding encoding) {
        EncodedTensor encoded = encoder.encode(tensor, encoding);
        assertThat(encoded.encoding()).isEqualTo(encoding);
        return (double) encoded.sizeBytes() / tensor.sizeBytes();
    }

    /** Into memory of ONNX Runtime's kind, as a runner does. */
    private Tensor throughTheWire(Tensor tensor, Encoding encoding) throws MalformedMessageException {
        EncodedTensor encoded = encoder.encode(tensor, encoding);
        byte[] bytes = new byte[encoded.sizeBytes()];
        encoded.data().get(bytes);
        ByteBuffer target = ByteBuffer.allocateDirect(tensor.sizeBytes());
        EncodedTensor.of(encoded.encoding(), tensor.type(), tensor.shape(), ByteBuffer.wrap(bytes))
                .decodeInto(target);
        return Tensor.of(tensor.type(), tensor.shape(), target);
    }

    @Provide
    Arbitrary<ElementType> types() {
        return Arbitraries.of(ElementType.class);
    }

    @Provide
    Arbitrary<Shape> shapes() {
        Arbitrary<Long> side = Arbitraries.longs().between(0, 40);
        return Combinators.combine(Arbitraries.longs().between(1, 3), side, side)
                .as((n, c, w) -> Shape.of(n, c, w));
    }

    private static Tensor bytes(ElementType type, Shape shape, double zeros, Random random) {
        ByteBuffer data = ByteBuffer.allocate((int) shape.sizeBytes(type)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] element = new byte[type.sizeBytes()];
        while (data.hasRemaining()) {
            random.nextBytes(element);
            if (random.nextDouble() < zeros) {
                Arrays.fill(element, (byte) 0);
            } else if (type == ElementType.FLOAT32 && random.nextInt(10) == 0) {
                ByteBuffer.wrap(element)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(AWKWARD[random.nextInt(AWKWARD.length)]);
            }
            data.put(element);
        }
        return Tensor.of(type, shape, data.flip());
    }

    private static Tensor floats(Shape shape, double zeros, Random random) {
        float[] values = new float[(int) shape.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < zeros ? 0 : (float) random.nextGaussian();
        }
        return Tensor.ofFloats(shape, values);
    }

    private static float max(float[] values) {
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    private static float[] negated(float[] values) {
        float[] negated = values.clone();
        for (int i = 0; i < negated.length; i++) {
            negated[i] = -negated[i];
        }
        return negated;
    }
}

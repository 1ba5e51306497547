package io.hyps.protocol.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Quantizes {@code float32} to one byte, as ONNX's DynamicQuantizeLinear does: the range of the values and zero becomes 0 to
 * 255, zero is exact, and no element is off by more than half the scale, which is 1/255 of that range. One range for the
 * tensor, or one for each channel (dimension 1). Tensors with an element that is no finite number are not carried.
 *
 * <p>Format: the scales (float32), the zero points (a byte each), the elements (a byte each).
 */
final class Int8Coder implements ElementCoder {
    private static final int CHUNK = 1024;
    private static final int LARGEST = 255;
    private static final int CHANNELS = 1;
    private static final int BYTES_PER_RANGE = Float.BYTES + 1;

    private final boolean perChannel;

    Int8Coder(boolean perChannel) {
        this.perChannel = perChannel;
    }

    @Override
    public boolean carries(ElementType type, Shape shape) {
        return type == ElementType.FLOAT32
                && (!perChannel || shape.dimensions().size() > CHANNELS)
                && ranges(shape) <= Integer.MAX_VALUE / BYTES_PER_RANGE
                && roomBytes(type, shape) <= Integer.MAX_VALUE;
    }

    @Override
    public long roomBytes(ElementType type, Shape shape) {
        return shape.elementCount() + (long) BYTES_PER_RANGE * ranges(shape);
    }

    private long ranges(Shape shape) {
        return perChannel ? shape.dimensions().get(CHANNELS) : 1;
    }

    /** How many elements stand side by side that share a range. */
    private int run(Shape shape) {
        long count = shape.elementCount();
        return Math.toIntExact(
                !perChannel || count == 0 ? count : count / (shape.dimensions().get(0) * ranges(shape)));
    }

    @Override
    public boolean encode(Tensor tensor, ByteBuffer out) {
        int ranges = Math.toIntExact(ranges(tensor.shape()));
        int run = run(tensor.shape());
        float[] lowest = new float[ranges];
        float[] highest = new float[ranges];
        measure(tensor.floats(), run, lowest, highest);
        float[] scales = new float[ranges];
        int[] zeroPoints = new int[ranges];
        for (int i = 0; i < ranges; i++) {
            double range = (double) highest[i] - lowest[i];
            scales[i] = range == 0 ? 1 : (float) (range / LARGEST);
            if (!Float.isFinite(scales[i]) || scales[i] < Float.MIN_NORMAL) {
                return false;
            }
            zeroPoints[i] = (int) Math.min(LARGEST, Math.rint(-lowest[i] / scales[i]));
        }
        for (float scale : scales) {
            out.putFloat(scale);
        }
        for (int zeroPoint : zeroPoints) {
            out.put((byte) zeroPoint);
        }
        quantize(tensor.floats(), run, scales, zeroPoints, out);
        return true;
    }

    private static void measure(FloatBuffer from, int run, float[] lowest, float[] highest) {
        float[] values = new float[CHUNK];
        for (int range = 0; from.hasRemaining(); range = (range + 1) % lowest.length) {
            float low = lowest[range];
            float high = highest[range];
            for (int left = run; left > 0; left -= CHUNK) {
                int count = Math.min(CHUNK, left);
                from.get(values, 0, count);
                for (int i = 0; i < count; i++) {
                    low = Math.min(low, values[i]);
                    high = Math.max(high, values[i]);
                }
            }
            lowest[range] = low;
            highest[range] = high;
        }
    }

    private static void quantize(FloatBuffer from, int run, float[] scales, int[] zeroPoints, ByteBuffer out) {
        float[] values = new float[CHUNK];
        byte[] bytes = new byte[CHUNK];
        for (int range = 0; from.hasRemaining(); range = (range + 1) % scales.length) {
            float perScale = 1 / scales[range];
            float toNearest = zeroPoints[range] + 0.5f;
            for (int left = run; left > 0; left -= CHUNK) {
                int count = Math.min(CHUNK, left);
                from.get(values, 0, count);
                for (int i = 0; i < count; i++) {
                    int nearest = (int) (values[i] * perScale + toNearest);
                    bytes[i] = (byte) Math.max(0, Math.min(LARGEST, nearest));
                }
                out.put(bytes, 0, count);
            }
        }
    }

    @Override
    public boolean canHold(long encodedBytes, ElementType type, Shape shape) {
        return encodedBytes == roomBytes(type, shape);
    }

    @Override
    public void decode(ByteBuffer in, ElementType type, Shape shape, ByteBuffer out) {
        int ranges = Math.toIntExact(ranges(shape));
        int run = run(shape);
        FloatBuffer to = out.asFloatBuffer();
        int zeroPoints = in.position() + ranges * Float.BYTES;
        int scales = in.position();
        in.position(zeroPoints + ranges);
        byte[] bytes = new byte[CHUNK];
        float[] values = new float[CHUNK];
        for (int range = 0; in.hasRemaining(); range = (range + 1) % ranges) {
            float scale = in.getFloat(scales + range * Float.BYTES);
            int zeroPoint = Byte.toUnsignedInt(in.get(zeroPoints + range));
            for (int left = run; left > 0; left -= CHUNK) {
                int count = Math.min(CHUNK, left);
                in.get(bytes, 0, count);
                for (int i = 0; i < count; i++) {
                    values[i] = ((bytes[i] & LARGEST) - zeroPoint) * scale;
                }
                to.put(values, 0, count);
            }
        }
    }
}

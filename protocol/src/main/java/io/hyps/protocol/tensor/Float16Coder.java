package io.hyps.protocol.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Rounds {@code float32} to the nearest {@code float16}: a relative error of at most 2^-11, or 2^-25 below 2^-14. Tensors
 * with a finite element beyond float16's range are not carried.
 */
final class Float16Coder implements ElementCoder {
    private static final int CHUNK = 1024;

    @Override
    public boolean carries(ElementType type, Shape shape) {
        return type == ElementType.FLOAT32;
    }

    @Override
    public long roomBytes(ElementType type, Shape shape) {
        return shape.elementCount() * Short.BYTES;
    }

    @Override
    public boolean encode(Tensor tensor, ByteBuffer out) {
        FloatBuffer from = tensor.floats();
        ShortBuffer to = out.asShortBuffer();
        float[] values = new float[CHUNK];
        short[] bits = new short[CHUNK];
        while (from.hasRemaining()) {
            int count = Math.min(CHUNK, from.remaining());
            from.get(values, 0, count);
            for (int i = 0; i < count; i++) {
                bits[i] = Float16.bits(values[i]);
                if (Float16.isInfinite(bits[i]) && !Float.isInfinite(values[i])) {
                    return false;
                }
            }
            to.put(bits, 0, count);
        }
        out.position(out.position() + to.position() * Short.BYTES);
        return true;
    }

    @Override
    public boolean canHold(long encodedBytes, ElementType type, Shape shape) {
        return encodedBytes == roomBytes(type, shape);
    }

    @Override
    public void decode(ByteBuffer in, ElementType type, Shape shape, ByteBuffer out) {
        ShortBuffer from = in.asShortBuffer();
        FloatBuffer to = out.asFloatBuffer();
        short[] bits = new short[CHUNK];
        float[] values = new float[CHUNK];
        while (from.hasRemaining()) {
            int count = Math.min(CHUNK, from.remaining());
            from.get(bits, 0, count);
            for (int i = 0; i < count; i++) {
                values[i] = Float16.value(bits[i]);
            }
            to.put(values, 0, count);
        }
    }
}

package io.hyps.protocol.tensor;

import io.hyps.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Leaves out the elements of which all bits are zero, which Relu makes many of. Lossless. For elements of four bytes.
 *
 * <p>Format: a mask of 32 bits for each 32 elements, the first the lowest bit, one where there is an element; then the
 * elements that are there.
 */
final class SparseCoder implements ElementCoder {
    private static final int GROUP = Integer.SIZE;

    @Override
    public boolean carries(ElementType type, Shape shape) {
        return type.sizeBytes() == Integer.BYTES;
    }

    @Override
    public long roomBytes(ElementType type, Shape shape) {
        return shape.sizeBytes(type);
    }

    private static int masks(int elements) {
        return (elements + GROUP - 1) / GROUP;
    }

    @Override
    public boolean encode(Tensor tensor, ByteBuffer out) {
        IntBuffer from = tensor.data().asIntBuffer();
        IntBuffer to = out.asIntBuffer();
        int end = from.remaining();
        int next = masks(end);
        int[] words = new int[GROUP];
        int[] kept = new int[GROUP];
        for (int mask = 0; from.hasRemaining(); mask++) {
            int count = Math.min(GROUP, from.remaining());
            from.get(words, 0, count);
            int bits = 0;
            int keep = 0;
            for (int i = 0; i < count; i++) {
                int word = words[i];
                int there = (word | -word) >>> 31;
                kept[keep] = word;
                keep += there;
                bits |= there << i;
            }
            if (next + keep >= end) {
                return false;
            }
            to.put(mask, bits);
            to.position(next).put(kept, 0, keep);
            next += keep;
        }
        out.position(out.position() + next * Integer.BYTES);
        return true;
    }

    @Override
    public boolean canHold(long encodedBytes, ElementType type, Shape shape) {
        long elements = shape.elementCount();
        return elements <= Integer.MAX_VALUE / Integer.BYTES
                && encodedBytes % Integer.BYTES == 0
                && encodedBytes >= (long) masks((int) elements) * Integer.BYTES
                && encodedBytes <= (masks((int) elements) + elements) * Integer.BYTES;
    }

    @Override
    public void decode(ByteBuffer in, ElementType type, Shape shape, ByteBuffer out) throws MalformedMessageException {
        IntBuffer from = in.asIntBuffer();
        IntBuffer to = out.asIntBuffer();
        int next = masks(to.remaining());
        int[] words = new int[GROUP];
        int[] kept = new int[GROUP];
        for (int mask = 0; to.hasRemaining(); mask++) {
            int bits = from.get(mask);
            int keep = Integer.bitCount(bits);
            int count = Math.min(GROUP, to.remaining());
            if (keep > from.limit() - next || (count < GROUP && bits >>> count != 0)) {
                throw new MalformedMessageException("the masks of a sparse tensor do not fit its "
                        + (from.limit() - masks(to.capacity())) + " elements");
            }
            from.get(next, kept, 0, keep);
            next += keep;
            int taken = 0;
            for (int i = 0; i < count; i++) {
                int there = bits >>> i & 1;
                words[i] = kept[taken & GROUP - 1] & -there;
                taken += there;
            }
            to.put(words, 0, count);
        }
        if (next != from.limit()) {
            throw new MalformedMessageException(
                    "a sparse tensor has " + (from.limit() - next) + " elements too many for its masks");
        }
    }
}

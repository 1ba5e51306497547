package io.hyps.protocol.tensor;

import java.nio.ByteBuffer;

/** The elements as they are. */
final class RawCoder implements ElementCoder {
    @Override
    public boolean carries(ElementType type, Shape shape) {
        return true;
    }

    @Override
    public long roomBytes(ElementType type, Shape shape) {
        return 0;
    }

    @Override
    public boolean encode(Tensor tensor, ByteBuffer out) {
        return false;
    }

    @Override
    public boolean canHold(long encodedBytes, ElementType type, Shape shape) {
        return encodedBytes == shape.sizeBytes(type);
    }

    @Override
    public void decode(ByteBuffer in, ElementType type, Shape shape, ByteBuffer out) {
        out.put(in);
    }
}

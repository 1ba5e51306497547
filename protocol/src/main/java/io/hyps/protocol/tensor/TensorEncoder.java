package io.hyps.protocol.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes tensors, in memory that it keeps for the next. Not safe for use from many threads. */
public final class TensorEncoder {
    private ByteBuffer room = ByteBuffer.allocateDirect(0);

    /**
     * Encodes a tensor if its values allow it and that makes it smaller; else it stays raw.
     *
     * @return a view of memory that the next call overwrites, or of the tensor itself
     * @throws IllegalArgumentException if the encoding is not for tensors of its type and shape
     */
    public EncodedTensor encode(Tensor tensor, Encoding encoding) {
        if (encoding == Encoding.RAW) {
            return EncodedTensor.raw(tensor);
        }
        if (!encoding.carries(tensor.type(), tensor.shape())) {
            throw new IllegalArgumentException("a tensor " + tensor + " cannot be encoded as " + encoding);
        }
        reserve(encoding.roomBytes(tensor.type(), tensor.shape()));
        room.clear();
        if (!encoding.coder().encode(tensor, room) || room.position() >= tensor.sizeBytes()) {
            return EncodedTensor.raw(tensor);
        }
        return EncodedTensor.of(encoding, tensor.type(), tensor.shape(), room.flip());
    }

    private void reserve(long bytes) {
        if (room.capacity() < bytes) {
            room = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
        }
        room.order(ByteOrder.LITTLE_ENDIAN);
    }
}

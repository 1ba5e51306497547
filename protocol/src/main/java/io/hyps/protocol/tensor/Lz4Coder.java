package io.hyps.protocol.tensor;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.hyps.protocol.MalformedMessageException;
import java.nio.ByteBuffer;

/** The raw bytes as one block of LZ4 (lz4_Block_format.md of the LZ4 project). Lossless, for elements of any type. */
final class Lz4Coder implements ElementCoder {
    /** What one encoded byte makes at most. */
    private static final int MOST_BYTES_PER_BYTE = 255;

    @Override
    public boolean carries(ElementType type, Shape shape) {
        return roomBytes(type, shape) <= Integer.MAX_VALUE;
    }

    /** LZ4's own bound for bytes that cannot be compressed. */
    @Override
    public long roomBytes(ElementType type, Shape shape) {
        long bytes = shape.sizeBytes(type);
        return bytes + bytes / MOST_BYTES_PER_BYTE + 16;
    }

    @Override
    public boolean encode(Tensor tensor, ByteBuffer out) {
        int before = out.position();
        new Lz4Compressor().compress(accessible(tensor.data()), out);
        return out.position() - before < tensor.sizeBytes();
    }

    @Override
    public boolean canHold(long encodedBytes, ElementType type, Shape shape) {
        long bytes = shape.sizeBytes(type);
        return encodedBytes <= roomBytes(type, shape)
                && (encodedBytes > 0 || bytes == 0)
                && bytes / MOST_BYTES_PER_BYTE <= encodedBytes;
    }

    @Override
    public void decode(ByteBuffer in, ElementType type, Shape shape, ByteBuffer out) throws MalformedMessageException {
        try {
            new Lz4Decompressor().decompress(accessible(in), out);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MalformedMessageException("a tensor's LZ4 block is damaged: " + e.getMessage(), e);
        }
        if (out.hasRemaining()) {
            throw new MalformedMessageException(
                    "a tensor's LZ4 block has " + out.remaining() + " bytes less than its shape " + shape);
        }
    }

    /** The library takes no read-only arrays. */
    private static ByteBuffer accessible(ByteBuffer bytes) {
        return bytes.isDirect() || bytes.hasArray()
                ? bytes
                : ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}

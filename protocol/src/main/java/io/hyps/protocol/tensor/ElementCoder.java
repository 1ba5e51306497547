package io.hyps.protocol.tensor;

import io.hyps.protocol.MalformedMessageException;
import java.nio.ByteBuffer;

/** Writes a tensor's elements in one {@link Encoding}, and reads them. Stateless. All buffers are little-endian. */
sealed interface ElementCoder permits RawCoder, Lz4Coder, SparseCoder, Float16Coder, Int8Coder {
    boolean carries(ElementType type, Shape shape);

    /** How much room {@link #encode} must have. */
    long roomBytes(ElementType type, Shape shape);

    /**
     * Appends the elements to a buffer.
     *
     * @return false if their values cannot be carried, or the result would not be smaller; what was written then is nothing
     */
    boolean encode(Tensor tensor, ByteBuffer out);

    /**
     * Whether so many encoded bytes can be a tensor of that type and shape. Whoever decodes has room for the shape, so what
     * a message claims must be in proportion to what it brings.
     */
    boolean canHold(long encodedBytes, ElementType type, Shape shape);

    /**
     * Fills a buffer that has room for exactly the shape's bytes.
     *
     * @throws MalformedMessageException if the encoded bytes are not those of such a tensor
     */
    void decode(ByteBuffer in, ElementType type, Shape shape, ByteBuffer out) throws MalformedMessageException;
}

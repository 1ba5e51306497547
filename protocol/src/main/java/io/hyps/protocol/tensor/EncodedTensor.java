package io.hyps.protocol.tensor;

import io.hyps.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor as it travels. A view, not a copy: whoever gives the buffer must not change it as long as this is used. Safe to
 * share between threads.
 */
public final class EncodedTensor {
    private final Encoding encoding;
    private final ElementType type;
    private final Shape shape;
    private final ByteBuffer data;

    private EncodedTensor(Encoding encoding, ElementType type, Shape shape, ByteBuffer data) {
        this.encoding = encoding;
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /** The elements as they are. */
    public static EncodedTensor raw(Tensor tensor) {
        return new EncodedTensor(Encoding.RAW, tensor.type(), tensor.shape(), tensor.data());
    }

    /**
     * Makes a tensor of the buffer's remaining bytes.
     *
     * @throws IllegalArgumentException if they are too few or too many for the shape and type
     */
    static EncodedTensor of(Encoding encoding, ElementType type, Shape shape, ByteBuffer data) {
        if (encoding == Encoding.RAW) {
            return raw(Tensor.of(type, shape, data));
        }
        if (!encoding.carries(type, shape) || !encoding.coder().canHold(data.remaining(), type, shape)) {
            throw new IllegalArgumentException(
                    "a tensor " + type + shape + " cannot be " + data.remaining() + " bytes of " + encoding);
        }
        return new EncodedTensor(encoding, type, shape, data.slice().asReadOnlyBuffer());
    }

    public Encoding encoding() {
        return encoding;
    }

    public ElementType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    /** Of the encoded elements. */
    public int sizeBytes() {
        return data.remaining();
    }

    /** A read-only view of the encoded elements, at position 0, little-endian. */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes the elements, little-endian.
     *
     * @param target with room for exactly the shape's bytes
     * @throws MalformedMessageException if they cannot be read
     */
    public void decodeInto(ByteBuffer target) throws MalformedMessageException {
        if (target.remaining() != shape.sizeBytes(type)) {
            throw new IllegalArgumentException(
                    "a tensor " + this + " does not fit " + target.remaining() + " bytes exactly");
        }
        encoding.coder().decode(data(), type, shape, target.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * The elements: a view if they are raw, else in new memory, as much as the shape says. So check the shape first.
     *
     * @throws MalformedMessageException if they cannot be read
     */
    public Tensor decode() throws MalformedMessageException {
        if (encoding == Encoding.RAW) {
            return asRaw();
        }
        ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(shape.sizeBytes(type)));
        decodeInto(target);
        return Tensor.of(type, shape, target);
    }

    Tensor asRaw() {
        if (encoding != Encoding.RAW) {
            throw new IllegalStateException("a tensor " + this + " is not raw");
        }
        return Tensor.of(type, shape, data());
    }

    @Override
    public String toString() {
        return encoding == Encoding.RAW ? type + "" + shape : type + "" + shape + " as " + encoding;
    }
}

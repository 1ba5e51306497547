package io.hyps.protocol.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A tensor's elements: row-major, little-endian, without padding. A view, not a copy: whoever gives the buffer must not
 * change it afterwards. Safe to share between threads.
 */
public final class Tensor {
    private final ElementType type;
    private final Shape shape;
    private final ByteBuffer data;

    private Tensor(ElementType type, Shape shape, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * Makes a tensor of the buffer's remaining bytes.
     *
     * @throws IllegalArgumentException if their number is not that of the shape and type
     */
    public static Tensor of(ElementType type, Shape shape, ByteBuffer data) {
        long expected = shape.sizeBytes(type);
        if (data.remaining() != expected) {
            throw new IllegalArgumentException(
                    "a tensor " + type + shape + " has " + expected + " bytes, its data " + data.remaining());
        }
        return new Tensor(type, shape, data.slice().asReadOnlyBuffer());
    }

    /** Makes a {@code float32} tensor with a copy of the elements. */
    public static Tensor ofFloats(Shape shape, float... elements) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(elements.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(elements);
        return of(ElementType.FLOAT32, shape, data);
    }

    public ElementType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    public int sizeBytes() {
        return data.remaining();
    }

    /** A read-only view of the bytes, at position 0, little-endian. */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws IllegalStateException if the elements are not {@code float32} */
    public FloatBuffer floats() {
        if (type != ElementType.FLOAT32) {
            throw new IllegalStateException("a tensor of " + type + " has no float32 elements");
        }
        return data().asFloatBuffer();
    }

    @Override
    public String toString() {
        return type.toString() + shape;
    }
}

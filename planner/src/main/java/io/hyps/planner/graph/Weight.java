package io.hyps.planner.graph;

import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A constant tensor. Its bytes are given on demand, since they may be a view of a mapped file. */
public final class Weight {
    private final String name;
    private final Shape shape;
    private final long sizeBytes;
    private final Supplier<ByteBuffer> data;

    private Weight(String name, Shape shape, long sizeBytes, Supplier<ByteBuffer> data) {
        this.name = name;
        this.shape = shape;
        this.sizeBytes = sizeBytes;
        this.data = data;
    }

    /** @param data gives the elements row-major and little-endian, exactly {@code sizeBytes} of them */
    public static Weight of(String name, Shape shape, long sizeBytes, Supplier<ByteBuffer> data) {
        return new Weight(name, shape, sizeBytes, data);
    }

    public String name() {
        return name;
    }

    public Shape shape() {
        return shape;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** The elements, row-major and little-endian; a view where the file allows one. */
    public ByteBuffer data() {
        return data.get();
    }

    @Override
    public String toString() {
        return name + shape;
    }
}

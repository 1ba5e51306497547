package io.hyps.protocol.tensor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dimensions of a tensor, outermost first; none for a scalar. */
public record Shape(List<Long> dimensions) {
    /** More than any operator of ONNX Runtime takes; bounds what a message can claim. */
    public static final int MOST_DIMENSIONS = 16;

    private static final Shape SCALAR = new Shape(List.of());

    public Shape {
        dimensions = List.copyOf(dimensions);
        if (dimensions.size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "a shape of " + dimensions.size() + " dimensions is over the limit of " + MOST_DIMENSIONS);
        }
        elementCount(dimensions);
    }

    public static Shape of(long... dimensions) {
        return new Shape(Arrays.stream(dimensions).boxed().toList());
    }

    @JsonCreator
    static Shape ofList(List<Long> dimensions) {
        return dimensions.isEmpty() ? SCALAR : new Shape(dimensions);
    }

    /** The product of the dimensions, at most {@link Long#MAX_VALUE}: the constructor has refused any larger. */
    public long elementCount() {
        return elementCount(dimensions);
    }

    /** @throws IllegalArgumentException if the size in bytes overflows */
    public long sizeBytes(ElementType type) {
        try {
            return Math.multiplyExact(elementCount(), type.sizeBytes());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + this + " of " + type + " overflows", e);
        }
    }

    public long[] toArray() {
        return dimensions.stream().mapToLong(Long::longValue).toArray();
    }

    private static long elementCount(List<Long> dimensions) {
        long count = 1;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new IllegalArgumentException("shape " + dimensions + " has a negative dimension");
            }
            try {
                count = Math.multiplyExact(count, dimension);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("shape " + dimensions + " overflows", e);
            }
        }
        return count;
    }

    @JsonValue
    List<Long> json() {
        return dimensions;
    }

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shape that && dimensions.equals(that.dimensions);
    }

    @Override
    public int hashCode() {
        return dimensions.hashCode();
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}

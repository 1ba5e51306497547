package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Weight;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A part of a weight along one axis, taken from the whole only when its bytes are asked for. */
final class WeightShare {
    private WeightShare() {}

    /** @throws SplitException if an element is no whole number of bytes */
    static Weight of(Weight whole, int axis, Interval range, String name) throws SplitException {
        List<Long> dimensions = new ArrayList<>(whole.shape().dimensions());
        long length = dimensions.get(axis);
        long elements = whole.shape().elementCount();
        if (elements == 0 || whole.sizeBytes() % elements != 0) {
            throw new SplitException("weight '" + whole.name() + "' " + whole.shape()
                    + " cannot be shared out: its elements are no whole bytes");
        }
        long inner = dimensions.subList(axis + 1, dimensions.size()).stream().reduce(1L, (a, b) -> a * b)
                * (whole.sizeBytes() / elements);
        dimensions.set(axis, range.length());
        long sizeBytes = whole.sizeBytes() / length * range.length();
        Rows rows = new Rows(whole.sizeBytes() / (length * inner), length * inner, range.from() * inner);
        return new Weight(
                name, whole.elementType(), new Shape(dimensions), sizeBytes, gather(whole.data(), rows, sizeBytes));
    }

    /** Where a share lies: in each of so many rows of the same size, from the same offset on. */
    private record Rows(long count, long sizeBytes, long offset) {}

    private static Supplier<ByteBuffer> gather(Supplier<ByteBuffer> data, Rows rows, long sizeBytes) {
        int each = Math.toIntExact(sizeBytes / rows.count());
        if (rows.count() == 1) {
            return () -> {
                ByteBuffer whole = data.get();
                return whole.slice(whole.position() + Math.toIntExact(rows.offset()), each);
            };
        }
        return () -> {
            ByteBuffer whole = data.get();
            // outside the heap, since a share may be larger than all of it, and is written to a file from there
            ByteBuffer share = ByteBuffer.allocateDirect(Math.toIntExact(sizeBytes));
            for (long row = 0; row < rows.count(); row++) {
                long from = whole.position() + row * rows.sizeBytes() + rows.offset();
                share.put(whole.slice(Math.toIntExact(from), each));
            }
            return share.flip();
        };
    }
}

package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a Pad node adds: before each axis, then after each. */
record Pads(List<Long> places) {
    /** @return nothing if it is not constant, or not of all axes */
    static Optional<Pads> of(Draft draft, Node node) {
        int rank = draft.dimensions(node.outputs().get(0)).map(List::size).orElse(0);
        Optional<List<Long>> pads = node.inputs().size() > 1
                ? draft.weight(node.inputs().get(1))
                        .map(weight -> integers(weight.data().get()))
                : Attributes.of(node).integers("pads");
        boolean hasAxes = node.inputs().size() > 3 && !node.inputs().get(3).isEmpty();
        return pads.filter(p -> p.size() == 2 * rank && !hasAxes).map(Pads::new);
    }

    long begin(int axis) {
        return places.get(axis);
    }

    long end(int axis) {
        return places.get(axis + places.size() / 2);
    }

    /** The same for a tile, which is padded only where the whole is. */
    Pads ofTile(Window.Reach rows, Window.Reach columns) {
        List<Long> own = new ArrayList<>(places);
        int axes = places.size() / 2;
        own.set(Place.ROWS, rows.begin());
        own.set(Place.ROWS + axes, rows.end());
        own.set(Place.COLUMNS, columns.begin());
        own.set(Place.COLUMNS + axes, columns.end());
        return new Pads(own);
    }

    long[] toArray() {
        return places.stream().mapToLong(Long::longValue).toArray();
    }

    private static List<Long> integers(ByteBuffer bytes) {
        ByteBuffer data = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Long> values = new ArrayList<>();
        while (data.remaining() >= Long.BYTES) {
            values.add(data.getLong());
        }
        return values;
    }
}

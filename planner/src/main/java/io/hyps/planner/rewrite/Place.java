package io.hyps.planner.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A rectangle of a tensor [N, C, H, W]. */
record Place(Interval rows, Interval columns) {
    static final int ROWS = 2;
    static final int COLUMNS = 3;

    /** All of it. */
    static Place whole(List<Long> dimensions) {
        return new Place(new Interval(0, dimensions.get(ROWS)), new Interval(0, dimensions.get(COLUMNS)));
    }

    Place hull(Place other) {
        return new Place(rows.hull(other.rows), columns.hull(other.columns));
    }

    /** The dimensions of this part of a tensor. */
    List<Long> dimensions(List<Long> whole) {
        List<Long> own = new ArrayList<>(whole);
        own.set(ROWS, rows.length());
        own.set(COLUMNS, columns.length());
        return own;
    }

    /** What of it is to be cut out of a greater place that holds it, by axis. */
    TreeMap<Integer, Interval> within(Place greater) {
        TreeMap<Integer, Interval> cuts = new TreeMap<>();
        if (!rows.equals(greater.rows)) {
            cuts.put(ROWS, rows.since(greater.rows.from()));
        }
        if (!columns.equals(greater.columns)) {
            cuts.put(COLUMNS, columns.since(greater.columns.from()));
        }
        return cuts;
    }
}

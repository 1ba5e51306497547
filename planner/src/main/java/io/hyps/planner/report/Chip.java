package io.hyps.planner.report;

import java.util.List;

/**
 * Some nodes of one lane, drawn as one box.
 *
 * @param lane the position of its lane
 * @param rows what is in it, in order
 * @param details the names of the nodes, a line each
 */
record Chip(int lane, List<Row> rows, String details) {
    Chip {
        rows = List.copyOf(rows);
    }

    /** A point where a tensor comes into a lane, before it goes to several chips. */
    static Chip arrival(int lane) {
        return new Chip(lane, List.of(), "");
    }

    boolean isArrival() {
        return rows.isEmpty();
    }

    /**
     * A line of a chip.
     *
     * @param text operators, and how often
     * @param shape of what comes out of it; empty if unknown
     */
    record Row(String text, String shape) {}
}

package io.hyps.planner.rewrite;

/** Places along one axis, from (inclusive) to (exclusive); never empty. */
record Interval(long from, long to) {
    Interval {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("no interval: " + from + " to " + to);
        }
    }

    /** Part {@code index} of {@code ways} nearly equal parts of a length. */
    static Interval part(long length, int index, int ways) {
        return new Interval(length * index / ways, length * (index + 1) / ways);
    }

    long length() {
        return to - from;
    }

    /** The same places, each made of so many. */
    Interval times(long factor) {
        return new Interval(from * factor, to * factor);
    }

    /** The least interval that holds both. */
    Interval hull(Interval other) {
        return new Interval(Math.min(from, other.from), Math.max(to, other.to));
    }

    /** The same places, counted from a later one. */
    Interval since(long start) {
        return new Interval(from - start, to - start);
    }
}

package io.hyps.runner.turns;

/** A piece of the memory that partitions share. */
record Region(long offset, long bytes) {
    boolean overlaps(Region other) {
        return offset < other.offset + other.bytes && other.offset < offset + bytes;
    }
}

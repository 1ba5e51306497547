package io.hyps.runner.turns;

import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;

/** A way to have partitions take turns. On the compute thread alone. */
sealed interface Seating permits MappedSeats, StreamedSeats {
    /**
     * A session that can run.
     *
     * @param stayed whether its weights were still there from the frame before
     */
    record Seated(PartitionSession session, boolean stayed) {}

    /** Makes a partition ready to run; the one before it may be dropped. */
    Seated seat(Seat wanted) throws ComputeException;

    /** Drops a partition. */
    void leave(Seat seat);

    /** Gives all memory back. */
    void close();
}

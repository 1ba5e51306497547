package io.hyps.gateway.kafka;

import java.util.Collection;
import java.util.TreeSet;

/**
 * The records of one partition that are under way, from where the group last committed. Records complete in any order.
 * Offsets may have gaps. Not safe for use from many threads.
 */
final class OffsetTracker {
    private final TreeSet<Long> open = new TreeSet<>();
    private final TreeSet<Long> done;
    private long next;

    /** @param before what had its result when the partition became ours */
    OffsetTracker(CompletedOffsets before) {
        this.next = before.next();
        this.done = new TreeSet<>(before.beyond());
    }

    /**
     * Begins a record.
     *
     * @return whether it is to be answered; false if it has its result already
     * @throws IllegalStateException if the offset was begun before
     */
    boolean begin(long offset) {
        if (!open.isEmpty() && offset <= open.last()) {
            throw new IllegalStateException("offset " + offset + " was begun before");
        }
        if (offset < next) {
            return false;
        }
        next = offset + 1;
        return !done.contains(offset) && open.add(offset);
    }

    /** Marks a record as done; again or unknown does nothing. */
    void complete(long offset) {
        if (open.remove(offset)) {
            done.add(offset);
            done.headSet(position(open)).clear();
        }
    }

    /** What will be done once these are, too. */
    CompletedOffsets completedWith(Collection<Long> offsets) {
        TreeSet<Long> stillOpen = new TreeSet<>(open);
        offsets.forEach(stillOpen::remove);
        TreeSet<Long> completed = new TreeSet<>(done);
        completed.addAll(offsets);
        return new CompletedOffsets(position(stillOpen), completed);
    }

    private long position(TreeSet<Long> incomplete) {
        return incomplete.isEmpty() ? next : incomplete.first();
    }

    /** How far the last record begun is beyond the first that is not done. */
    long span() {
        return next - position(open);
    }
}

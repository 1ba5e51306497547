package io.hyps.gateway.kafka;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The records of one partition that are under way. Records complete in any order; only those before the first incomplete
 * one may be committed. Offsets may have gaps. Not safe for use from many threads.
 */
final class OffsetTracker {
    private final TreeMap<Long, Boolean> completedByOffset = new TreeMap<>();
    private long next = -1;

    /** @throws IllegalStateException if the offset is not above all before it */
    void begin(long offset) {
        if (offset < next || (!completedByOffset.isEmpty() && offset <= completedByOffset.lastKey())) {
            throw new IllegalStateException("offset " + offset + " was begun before");
        }
        completedByOffset.put(offset, false);
    }

    /** Marks a record as done; again or unknown does nothing. */
    void complete(long offset) {
        completedByOffset.computeIfPresent(offset, (o, before) -> true);
        for (Map.Entry<Long, Boolean> first = completedByOffset.firstEntry();
                first != null && first.getValue();
                first = completedByOffset.firstEntry()) {
            next = first.getKey() + 1;
            completedByOffset.pollFirstEntry();
        }
    }

    /** The offset to commit, that of the first record not known to be done; none before the first is. */
    OptionalLong committable() {
        return next < 0 ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** How many records are begun but not done. */
    int incomplete() {
        return (int) completedByOffset.values().stream().filter(done -> !done).count();
    }
}

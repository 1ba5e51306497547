package io.hyps.gateway.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** How far one partition is, from its assignment to its revocation. Safe for use from many threads. */
final class PartitionProgress {
    private final TopicPartition partition;
    private final OffsetTracker tracker;
    private final ResultTransactions transactions;
    private final HeldFrames held;
    private final Map<Long, HeldFrames.Taken> open = new HashMap<>();
    private boolean revoked;

    /** @param held is told of each record that begins, and again when it has its result or the partition is lost */
    PartitionProgress(
            TopicPartition partition, CompletedOffsets before, ResultTransactions transactions, HeldFrames held) {
        this.partition = partition;
        this.tracker = new OffsetTracker(before);
        this.transactions = transactions;
        this.held = held;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Begins a record; nothing if it has its result already. */
    synchronized Optional<FrameTicket> begin(long offset, HeldFrames.Taken taken) {
        if (!tracker.begin(offset)) {
            return Optional.empty();
        }
        open.put(offset, taken);
        held.enter(taken);
        return Optional.of(new Ticket(offset));
    }

    synchronized long span() {
        return tracker.span();
    }

    synchronized boolean isLive() {
        return !revoked;
    }

    synchronized void revoke() {
        revoked = true;
        open.values().forEach(held::leave);
        open.clear();
    }

    synchronized CompletedOffsets completedWith(Collection<Long> offsets) {
        return tracker.completedWith(offsets);
    }

    synchronized void complete(long offset) {
        tracker.complete(offset);
        Optional.ofNullable(open.remove(offset)).ifPresent(held::leave);
    }

    private final class Ticket implements FrameTicket {
        private final long offset;

        Ticket(long offset) {
            this.offset = offset;
        }

        @Override
        public boolean isLive() {
            return PartitionProgress.this.isLive();
        }

        @Override
        public CompletableFuture<Boolean> settle(List<LogEntry> entries) {
            return transactions.settle(PartitionProgress.this, offset, entries);
        }
    }
}

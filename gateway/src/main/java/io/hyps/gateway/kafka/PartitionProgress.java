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
    private final Map<Long, Taken> open = new HashMap<>();
    private boolean revoked;

    PartitionProgress(TopicPartition partition, CompletedOffsets before, ResultTransactions transactions) {
        this.partition = partition;
        this.tracker = new OffsetTracker(before);
        this.transactions = transactions;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Begins a record; nothing if it has its result already. */
    synchronized Optional<FrameTicket> begin(long offset, Taken taken) {
        if (!tracker.begin(offset)) {
            return Optional.empty();
        }
        open.put(offset, taken);
        return Optional.of(new Ticket(offset));
    }

    /** What has no result yet. */
    synchronized List<Taken> open() {
        return List.copyOf(open.values());
    }

    synchronized long span() {
        return tracker.span();
    }

    synchronized boolean isLive() {
        return !revoked;
    }

    synchronized void revoke() {
        revoked = true;
    }

    synchronized CompletedOffsets completedWith(Collection<Long> offsets) {
        return tracker.completedWith(offsets);
    }

    synchronized void complete(long offset) {
        tracker.complete(offset);
        open.remove(offset);
    }

    /** A record that is held in memory. */
    record Taken(String model, int sizeBytes) {}

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

package io.hyps.gateway.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A record's place in its partition, and its right to a result. Safe for use from many threads. */
public interface FrameTicket {
    /** Whether the partition is still ours; if not, another gateway has the record and will answer it. */
    boolean isLive();

    /**
     * Writes what became of the record and marks the record as done, both or neither. Does not block. After a refusal it
     * may be called again, with less.
     *
     * @return true once Kafka has all of it; false if the partition is no longer ours, then nothing was written;
     *     exceptionally with an {@link EventRefusedException} if Kafka will not take the entries
     */
    CompletableFuture<Boolean> settle(List<LogEntry> entries);
}

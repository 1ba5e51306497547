package io.hyps.gateway.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What became of one record, on its way into a transaction. */
record Settlement(PartitionProgress progress, long offset, List<LogEntry> entries, CompletableFuture<Boolean> written) {
    Settlement {
        entries = List.copyOf(entries);
    }

    void committed() {
        progress.complete(offset);
        written.complete(true);
    }

    void lost() {
        written.complete(false);
    }

    void refused(Exception reason) {
        written.completeExceptionally(reason);
    }
}

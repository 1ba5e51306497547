package io.hyps.gateway.dispatch;

import io.hyps.gateway.kafka.FakeEventLog;
import io.hyps.gateway.kafka.FrameTicket;
import io.hyps.gateway.kafka.LogEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A record's place in a partition; what becomes of the record goes to a log of the test's. */
final class FakeTicket implements FrameTicket {
    private final FakeEventLog log;
    private boolean live = true;
    private boolean completed;

    FakeTicket(FakeEventLog log) {
        this.log = log;
    }

    void revoke() {
        live = false;
    }

    boolean completed() {
        return completed;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public CompletableFuture<Boolean> settle(List<LogEntry> entries) {
        if (!live) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<?>[] kept = entries.stream()
                .map(entry -> log.append(entry.topic(), entry.key(), entry.event()))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(kept).thenApply(done -> {
            completed = true;
            return true;
        });
    }
}

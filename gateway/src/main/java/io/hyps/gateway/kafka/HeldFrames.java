package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/** What a gateway has taken of its partitions and not answered yet. Safe for use from many threads. */
final class HeldFrames {
    private final Map<String, Integer> byModel = new HashMap<>();
    private int count;
    private long bytes;
    private boolean fewer;

    synchronized void enter(Taken taken) {
        count++;
        bytes += taken.sizeBytes();
        byModel.merge(taken.model(), 1, Integer::sum);
    }

    synchronized void leave(Taken taken) {
        count--;
        bytes -= taken.sizeBytes();
        byModel.computeIfPresent(taken.model(), (model, frames) -> frames == 1 ? null : frames - 1);
        fewer = true;
        notifyAll();
    }

    synchronized boolean isFull(FeedLimits limits) {
        return count >= limits.held() || bytes >= limits.heldBytes();
    }

    synchronized int of(String model) {
        return byModel.getOrDefault(model, 0);
    }

    /** Waits until there are fewer than when this was called last, but no longer than that. */
    synchronized void awaitFewer(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); !fewer && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        fewer = false;
    }

    /** A record that is held in memory. */
    record Taken(String model, int sizeBytes) {}
}

package io.hyps.planner.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * MQTT does not say when the last retained message has come: it is taken to be there once nothing has come for a second.
 * Thread-safe.
 */
final class RetainedQuiet {
    private static final Duration QUIET = Duration.ofSeconds(1);

    private long lastNanos = System.nanoTime();

    /** A message has come. */
    synchronized void heard() {
        lastNanos = System.nanoTime();
    }

    /** Waits for as long as messages come, and the quiet after them. */
    synchronized void await() throws InterruptedException {
        lastNanos = System.nanoTime();
        long left = QUIET.toNanos();
        while (left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = lastNanos + QUIET.toNanos() - System.nanoTime();
        }
    }
}

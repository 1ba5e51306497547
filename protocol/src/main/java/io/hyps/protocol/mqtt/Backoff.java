package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try to connect: twice as long each time, with a random part so that many clients do
 * not all come back at once. Not thread-safe.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 8;

    private final DoubleSupplier random;
    private int doublings;

    /** @param random gives numbers from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    Duration next() {
        long full = Math.min(FIRST.toMillis() << doublings, LONGEST.toMillis());
        doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
        return Duration.ofMillis((long) (full * (0.5 + random.getAsDouble() / 2)));
    }

    /** To be called once a connection has proved good. */
    void reset() {
        doublings = 0;
    }
}

package io.hyps.gateway.rest;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts the requests of each client (token bucket). Safe for use from many threads. */
final class RateLimiter {
    private final RateLimits limits;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets;

    RateLimiter(RateLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.time = new Time(nanoTime);
        this.buckets = new LatestUsed(limits.clients());
    }

    /** Counts a request of the client, unless it has come too often. */
    Turn take(String client) {
        ConsumptionProbe probe = bucket(client).tryConsumeAndReturnRemaining(1);
        return new Turn(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    private Bucket bucket(String client) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(client, another -> Bucket.builder()
                    .addLimit(
                            limit -> limit.capacity(limits.requests()).refillGreedy(limits.requests(), limits.period()))
                    .withCustomTimePrecision(time)
                    .build());
        }
    }

    int clients() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    /**
     * What a client may do now.
     *
     * @param left requests that it may send at once
     * @param nextIn when the next one is let in, if this one is not
     * @param allIn when it may send as many at once as ever
     */
    record Turn(boolean isLetIn, long left, Duration nextIn, Duration allIn) {}

    private record Time(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private static final class LatestUsed extends LinkedHashMap<String, Bucket> {
        private static final long serialVersionUID = 1L;

        private final int most;

        LatestUsed(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > most;
        }
    }
}

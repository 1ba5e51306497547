package io.hyps.runner.budget;

import java.util.Collection;

/**
 * The memory that partitions want.
 *
 * @param residentBytes of those that stay loaded, together
 * @param turnBytes of the largest of those that take turns
 */
public record Demand(long residentBytes, long turnBytes) {
    /** Nothing. */
    static final Demand NONE = new Demand(0, 0);

    public Demand {
        if (residentBytes < 0 || turnBytes < 0) {
            throw new IllegalArgumentException("a demand cannot be negative: " + residentBytes + ", " + turnBytes);
        }
    }

    /** Of partitions that stay loaded. */
    public static Demand ofResidents(Collection<Long> peaks) {
        return peaks.stream().map(peak -> new Demand(peak, 0)).reduce(NONE, Demand::plus);
    }

    /** Of partitions that take turns. */
    public static Demand ofTurns(Collection<Long> peaks) {
        return peaks.stream().map(peak -> new Demand(0, peak)).reduce(NONE, Demand::plus);
    }

    /** Both at once: turns are taken by one partition of the device at a time, whatever its plan. */
    Demand plus(Demand other) {
        return new Demand(saturated(residentBytes, other.residentBytes), Math.max(turnBytes, other.turnBytes));
    }

    /** At most {@link Long#MAX_VALUE}, whatever a plan claims. */
    long bytes() {
        return saturated(residentBytes, turnBytes);
    }

    static long saturated(long left, long right) {
        return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }
}

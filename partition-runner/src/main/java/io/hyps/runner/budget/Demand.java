package io.hyps.runner.budget;

/**
 * The memory that partitions want.
 *
 * @param residentBytes of those that stay loaded, together
 * @param turnBytes of the largest of those that take turns
 * @param residentWorkBytes of it what is no weights and stays, sessions' own included
 * @param turnWorkBytes the most that one of those which take turns wants beside its weights
 */
public record Demand(long residentBytes, long turnBytes, long residentWorkBytes, long turnWorkBytes) {
    /** Nothing. */
    public static final Demand NONE = new Demand(0, 0, 0, 0);

    /** What a session takes for itself: 47 small ones took 50 to 80 kB each. */
    static final long SESSION_BYTES = 96 << 10;

    public Demand {
        if (residentBytes < 0 || turnBytes < 0 || residentWorkBytes < 0 || turnWorkBytes < 0) {
            throw new IllegalArgumentException("a demand cannot be negative: " + residentBytes + ", " + turnBytes + ", "
                    + residentWorkBytes + ", " + turnWorkBytes);
        }
    }

    /** Of a partition that stays loaded. */
    public static Demand ofResident(long weightsBytes, long peakBytes) {
        return new Demand(peakBytes, 0, saturated(work(weightsBytes, peakBytes), SESSION_BYTES), 0);
    }

    /** Of a partition that takes turns. */
    public static Demand ofTurn(long weightsBytes, long peakBytes) {
        return new Demand(0, peakBytes, SESSION_BYTES, work(weightsBytes, peakBytes));
    }

    private static long work(long weightsBytes, long peakBytes) {
        return Math.max(0, peakBytes - weightsBytes);
    }

    /** Both at once: turns are taken by one partition of the device at a time, whatever its plan. */
    public Demand plus(Demand other) {
        return new Demand(
                saturated(residentBytes, other.residentBytes),
                Math.max(turnBytes, other.turnBytes),
                saturated(residentWorkBytes, other.residentWorkBytes),
                Math.max(turnWorkBytes, other.turnWorkBytes));
    }

    /** At most {@link Long#MAX_VALUE}, whatever a plan claims. */
    long bytes() {
        return saturated(residentBytes, turnBytes);
    }

    /** What of it the kernel cannot take back if weights are mapped. */
    long workBytes() {
        return saturated(residentWorkBytes, turnWorkBytes);
    }

    static long saturated(long left, long right) {
        return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }
}

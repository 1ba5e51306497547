package io.hyps.planner.partition;

import org.jspecify.annotations.Nullable;

/**
 * A graph's lattice and the steps through it: found for each search, or once for several if they are not too many to be
 * kept beside those of a search. Not safe to share.
 */
final class Terrain {
    /** Some 30 MB; the most that a lattice can have are two million. */
    static final int MOST_KEPT = 500_000;

    private final Lattice lattice;
    private final long memoryLimit;
    private final @Nullable Steps kept;

    private Terrain(Lattice lattice, long memoryLimit, @Nullable Steps kept) {
        this.lattice = lattice;
        this.memoryLimit = memoryLimit;
        this.kept = kept;
    }

    /** For one search, which finds only the steps that it needs. */
    static Terrain of(Lattice lattice) {
        return new Terrain(lattice, 0, null);
    }

    /**
     * For several: finds all steps at once that searches with devices of no more memory need.
     *
     * @param mostKept where there may be more steps, which is counted before any is made, each search finds its own
     */
    static Terrain explored(Lattice lattice, long memoryLimit, int mostKept) {
        return lattice.hasMoreStepsThan(mostKept)
                ? of(lattice)
                : new Terrain(lattice, memoryLimit, new Steps(lattice, memoryLimit));
    }

    boolean keepsSteps() {
        return kept != null;
    }

    Lattice lattice() {
        return lattice;
    }

    /**
     * The steps that need no more memory, and perhaps some that do.
     *
     * @param quota steps that are not within it may be left out
     */
    Steps steps(long memoryLimit, Quota quota) {
        if (kept == null || memoryLimit > this.memoryLimit) {
            return new Steps(lattice, memoryLimit, quota);
        }
        boolean areAllNeeded = memoryLimit == this.memoryLimit && !quota.isLimited();
        return areAllNeeded ? kept : kept.within(memoryLimit, quota);
    }
}

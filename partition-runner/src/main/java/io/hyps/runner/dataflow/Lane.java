package io.hyps.runner.dataflow;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where the firings of a partition queue. All partitions that stay loaded share one lane; each that takes turns has its
 * own. Lanes are ordered as their plans were taken, and within a plan as its partitions run.
 *
 * @param plan counts the plans that this device has taken, from 1
 * @param place of the partition among the device's partitions of the plan
 */
public record Lane(long plan, int place) implements Comparable<Lane> {
    /** The lane of all partitions that stay loaded. */
    public static final Lane RESIDENT = new Lane(0, 0);

    private static final Comparator<Lane> ORDER =
            Comparator.comparingLong(Lane::plan).thenComparingInt(Lane::place);

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Lane that && plan == that.plan && place == that.place;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(plan) + place;
    }

    @Override
    public int compareTo(Lane other) {
        return ORDER.compare(this, other);
    }
}

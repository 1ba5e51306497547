package io.hyps.planner.partition;

import java.util.Locale;

/** What a plan is to be good at. Among plans that are equally good, the one with the fewest bytes between partitions. */
public enum Objective {
    /** The largest need of a device as small as can be. */
    MEMORY,
    /** The slowest stage as fast as can be. */
    THROUGHPUT,
    /** The time of a frame as short as can be. */
    LATENCY;

    /** What the objective looks at: less is better. */
    public double value(Forecast forecast) {
        return switch (this) {
            case MEMORY -> forecast.maxDeviceMemoryBytes();
            case THROUGHPUT -> forecast.bottleneckNanos();
            case LATENCY -> forecast.latencyNanos();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.hyps.planner.partition;

import io.hyps.planner.cost.Stretch;
import java.util.Locale;

/** What a plan is to be good at. */
public enum Objective {
    /** The largest partition's weights as small as can be; then few bytes between partitions. Uses every device that can hold some. */
    MEMORY {
        @Override
        double bottleneck(Stretch stretch, DeviceSpec device) {
            return (double) stretch.weightsBytes();
        }

        @Override
        double total(Stretch stretch, DeviceSpec device) {
            return stretch.outputBytes() - (stretch.weightsBytes() > 0 ? PREFERENCE_FOR_A_STAGE : 0);
        }
    },
    /** The slowest stage as fast as can be; then few bytes between partitions. */
    THROUGHPUT {
        @Override
        double bottleneck(Stretch stretch, DeviceSpec device) {
            double bytes = Math.max(stretch.inputBytes(), stretch.outputBytes());
            return Math.max(stretch.computeNanos() / device.speed(), device.transferNanos(bytes));
        }

        @Override
        double total(Stretch stretch, DeviceSpec device) {
            return stretch.outputBytes();
        }
    },
    /** The sum of all times as small as can be. */
    LATENCY {
        @Override
        double bottleneck(Stretch stretch, DeviceSpec device) {
            return 0;
        }

        @Override
        double total(Stretch stretch, DeviceSpec device) {
            return stretch.computeNanos() / device.speed()
                    + device.transferNanos((double) stretch.outputBytes())
                    + NANOS_PER_MESSAGE;
        }
    };

    /** More than any tensors between partitions can weigh, and a power of two: sums stay exact. */
    private static final double PREFERENCE_FOR_A_STAGE = 0x1p40;

    private static final double NANOS_PER_MESSAGE = 500_000;

    /** What counts of the worst stage only. */
    abstract double bottleneck(Stretch stretch, DeviceSpec device);

    /** What counts of all stages together, among plans with the same worst stage. */
    abstract double total(Stretch stretch, DeviceSpec device);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

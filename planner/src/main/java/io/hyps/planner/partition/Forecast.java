package io.hyps.planner.partition;

import java.util.List;

/**
 * What to expect of a plan by the cost model.
 *
 * @param latencyNanos of a frame that finds all devices idle, from its inputs at the broker to its outputs there
 * @param bottleneckNanos between two frames when there are many: of the slowest device or link
 * @param maxDeviceMemoryBytes the largest need of a device
 * @param stages in the plan's order
 */
public record Forecast(
        double latencyNanos, double bottleneckNanos, long maxDeviceMemoryBytes, List<StageForecast> stages) {
    private static final double NANOS_PER_SECOND = 1e9;

    public Forecast {
        stages = List.copyOf(stages);
    }

    /** Frames per second; 0 if no time is known of anything. */
    public double throughputPerSecond() {
        return bottleneckNanos == 0 ? 0 : NANOS_PER_SECOND / bottleneckNanos;
    }

    /**
     * One stage on the slowest of its replicas.
     *
     * @param loadNanos reading its weights, if its device runs several in turns
     * @param inNanos of the tensors that come from other devices
     * @param outNanos of the tensors that go to other devices
     * @param memoryBytes the part's, and what its device holds for its later parts
     * @param beginNanos when the frame's inputs are there and the device is free
     */
    public record StageForecast(
            double computeNanos,
            double loadNanos,
            double inNanos,
            double outNanos,
            long memoryBytes,
            double beginNanos,
            double endNanos) {}
}

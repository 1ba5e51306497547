package io.hyps.planner.simulate;

import java.util.List;

/**
 * What came of a load.
 *
 * @param frames that were answered: all
 * @param throughputPerSecond of the frames after the first tenth
 * @param latency from a frame's coming to its answer
 * @param devices in the order in which the plan names them
 */
public record Outcome(int frames, double throughputPerSecond, Latency latency, List<DeviceUse> devices) {
    public Outcome {
        devices = List.copyOf(devices);
    }

    /** In milliseconds. */
    public record Latency(double meanMs, double p50Ms, double p95Ms, double p99Ms) {}

    /**
     * How busy a device was.
     *
     * @param utilisation the share of the time in which it computed
     * @param meanQueue how many frames waited for its processor, over time
     * @param longestQueue the most that waited at once
     */
    public record DeviceUse(String device, double utilisation, double meanQueue, int longestQueue) {}
}

package io.hyps.planner.partition;

import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.util.List;

/**
 * A device as the planner sees it.
 *
 * @param id its name in the plan
 * @param memoryBytes what partitions may use
 * @param speed relative to the reference machine
 * @param bandwidthBytesPerSecond to the broker; 0 if nothing is known of it, then transfers cost nothing
 */
public record DeviceSpec(String id, long memoryBytes, double speed, long bandwidthBytesPerSecond) {
    private static final double NANOS_PER_SECOND = 1e9;

    public DeviceSpec {
        TopicLevel.requireIdentifier("device", id);
        Required.notNegative("memory", memoryBytes);
        Required.notNegative("bandwidth", bandwidthBytesPerSecond);
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("device '" + id + "' has speed " + speed + ": use a number above 0");
        }
    }

    /** What it can do, as a key: the same for devices that are alike. */
    List<Object> kind() {
        return List.of(memoryBytes, speed, bandwidthBytesPerSecond);
    }

    boolean isLike(DeviceSpec other) {
        return memoryBytes == other.memoryBytes
                && speed == other.speed
                && bandwidthBytesPerSecond == other.bandwidthBytesPerSecond;
    }

    /** The same device with no more memory than a limit. */
    DeviceSpec atMost(long limitBytes) {
        return new DeviceSpec(id, Math.min(memoryBytes, limitBytes), speed, bandwidthBytesPerSecond);
    }

    /** How long the bytes take to or from the broker; 0 if nothing is known of the bandwidth. */
    public double transferNanos(double bytes) {
        return bandwidthBytesPerSecond == 0 ? 0 : bytes * NANOS_PER_SECOND / bandwidthBytesPerSecond;
    }
}

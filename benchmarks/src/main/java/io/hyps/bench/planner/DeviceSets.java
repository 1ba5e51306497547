package io.hyps.bench.planner;

import io.hyps.planner.partition.DeviceSpec;
import java.util.List;
import java.util.stream.IntStream;

/** Devices to plan for. */
final class DeviceSets {
    private static final long MIB = 1L << 20;
    private static final long BYTES_PER_SECOND_OF_GIGABIT = 125_000_000;

    private DeviceSets() {}

    static List<DeviceSpec> equal(int count, long memoryMiB) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memoryMiB * MIB, 1, BYTES_PER_SECOND_OF_GIGABIT))
                .toList();
    }

    /** Of four types in turn: memory, speed and bandwidth differ. */
    static List<DeviceSpec> fourTypes(int count, long leastMiB) {
        double[] speeds = {0.5, 1, 1.5, 2.5};
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec(
                        "d" + i,
                        (leastMiB << i % 4) * MIB,
                        speeds[i % 4],
                        BYTES_PER_SECOND_OF_GIGABIT / (1 + i % 4 % 3)))
                .toList();
    }

    /** No two alike. */
    static List<DeviceSpec> different(int count, long leastMiB) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new DeviceSpec("d" + i, (leastMiB + 7L * i) * MIB, 0.5 + 0.1 * i, BYTES_PER_SECOND_OF_GIGABIT))
                .toList();
    }
}

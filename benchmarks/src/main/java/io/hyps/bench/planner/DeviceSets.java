package io.hyps.bench.planner;

import io.hyps.planner.partition.DeviceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
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

    /**
     * One to a few, every third time all alike.
     *
     * @param memoryBytes of one, asked for each
     */
    static List<DeviceSpec> random(Random random, int most, LongSupplier memoryBytes) {
        List<DeviceSpec> devices = new ArrayList<>();
        int count = 1 + random.nextInt(most);
        boolean alike = random.nextInt(3) == 0;
        for (int i = 0; i < count; i++) {
            DeviceSpec one = new DeviceSpec(
                    "d" + i,
                    memoryBytes.getAsLong(),
                    new double[] {0.5, 1, 1, 2.5}[random.nextInt(4)],
                    new long[] {0, 1_000_000, 20_000_000}[random.nextInt(3)]);
            DeviceSpec like = alike && i > 0 ? devices.get(0) : one;
            devices.add(new DeviceSpec("d" + i, like.memoryBytes(), like.speed(), like.bandwidthBytesPerSecond()));
        }
        return devices;
    }
}

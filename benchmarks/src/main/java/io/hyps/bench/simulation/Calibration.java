package io.hyps.bench.simulation;

import io.hyps.bench.pipeline.Pipeline.Measured;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import java.util.List;
import java.util.Map;

/**
 * What runners on this machine are like, from frames that went through one plan one at a time.
 *
 * @param speed against verification, which has the processor's caches for itself
 * @param bytesPerSecond in and out, from echoes of two sizes through the broker
 * @param messageNanos what is left of the latency, by message: decoding, encoding, waking threads, the broker
 * @param slowdown of slices that compute at once, from such slices without runners and broker
 */
record Calibration(double speed, long bytesPerSecond, double messageNanos, double slowdown) {
    static Calibration of(
            Plan plan, Measured alone, Map<String, Long> partitionNanos, double nanosPerByte, double slowdown) {
        double computeNanos = sum(alone.computeNanos().values().stream().toList());
        long bytes = 0;
        for (Partition partition : plan.partitions()) {
            bytes += bytes(plan, partition.inputs()) + bytes(plan, partition.outputs());
        }
        // half of what a byte costs on its way out, half on its way in
        double linkNanos = bytes * nanosPerByte / 2;
        double left = alone.p50Ms() * 1e6 - computeNanos - linkNanos;
        return new Calibration(
                sum(partitionNanos.values().stream().toList()) / computeNanos,
                nanosPerByte == 0 ? 0 : Math.round(2e9 / nanosPerByte),
                Math.max(0, left) / (plan.partitions().size() + 1.0),
                slowdown);
    }

    List<DeviceSpec> on(List<DeviceSpec> devices) {
        return devices.stream()
                .map(device -> new DeviceSpec(device.id(), device.memoryBytes(), speed, bytesPerSecond))
                .toList();
    }

    private static double sum(List<Long> nanos) {
        return nanos.stream().mapToDouble(Long::doubleValue).sum();
    }

    private static long bytes(Plan plan, List<String> tensors) {
        return tensors.stream().mapToLong(name -> plan.tensor(name).sizeBytes()).sum();
    }
}

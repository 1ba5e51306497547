package io.hyps.planner;

import io.hyps.protocol.Sha256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan for people and scripts; {@code hyps plan --json} prints it as it is.
 *
 * @param optimalIn {@code chain}: no contiguous cut of the file's node order is better, by the objective's estimates;
 *     {@code none}: not proved
 * @param planningMs from the graph in memory to the cut; slicing and verifying come on top
 * @param splits none yet
 */
public record PlanReport(
        Sha256 planId,
        String model,
        String objective,
        boolean feasible,
        String optimalIn,
        double gap,
        String residency,
        double planningMs,
        Predicted predicted,
        List<String> splits,
        List<PartitionRow> partitions,
        Verified verified) {
    /**
     * What to expect, from partition times measured on this machine with one thread, scaled by each device's speed.
     *
     * @param latencyMs the sum of the partitions' times, and of the transfers where the bandwidth is known
     * @param throughputPerSecond of the slowest partition or transfer
     */
    public record Predicted(double latencyMs, double throughputPerSecond, long maxDeviceMemoryBytes) {}

    /** One partition. */
    public record PartitionRow(
            String id,
            String device,
            int nodes,
            long weightsBytes,
            long peakMemoryBytes,
            double measuredMs,
            List<TensorRow> inputs,
            List<TensorRow> outputs,
            SliceRow slice) {}

    /** A tensor that travels. */
    public record TensorRow(String tensor, long bytes) {}

    /**
     * A partition's ONNX file.
     *
     * @param weights the file beside it that holds its large weights; none if it has none
     */
    public record SliceRow(String file, Sha256 sha256, long bytes, @Nullable FileRow weights) {}

    /** A file of the plan's folder. */
    public record FileRow(String file, Sha256 sha256, long bytes) {}

    /** What the comparison with the whole model gave. */
    public record Verified(int samples, double maxAbsDiff, double maxRelDiff, double top1Agreement) {}
}

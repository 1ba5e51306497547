package io.hyps.planner;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.tensor.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan for people and scripts; {@code hyps plan --json} prints it as it is.
 *
 * @param optimalIn {@code all}: no assignment of the (split) graph's nodes to partitions and devices is better by the
 *     costs; {@code chain}: no contiguous cut of its order is; {@code none}: not proved
 * @param gap how far the objective may be from that of any plan, however the model is split, as a share of a proven bound
 * @param costs {@code profiled} or {@code estimated}
 * @param planningMs from the graph and its costs in memory to splits and cut; slicing and verifying come on top
 * @param encodings of the tensors that do not travel raw
 * @param front the plans that none beats in all of throughput, latency and memory
 * @param losses a plan for the loss of each device; empty unless asked for
 */
public record PlanReport(
        Sha256 planId,
        String model,
        String objective,
        boolean feasible,
        String optimalIn,
        double gap,
        String residency,
        String costs,
        double planningMs,
        Predicted predicted,
        List<SplitRow> splits,
        List<PartitionRow> partitions,
        List<EncodingRow> encodings,
        List<FrontRow> front,
        List<LossRow> losses,
        Verified verified) {
    /**
     * What to expect by the costs of the nodes, each device's speed and bandwidth, and the cost of a message; of frames that
     * are computed one by one.
     *
     * @param latencyMs of a frame that finds all devices idle
     * @param throughputPerSecond of the slowest device or link
     * @param maxDeviceMemoryBytes the largest need of a device; of a plan that is written, with as many frames as its
     *     partitions may compute at once
     */
    public record Predicted(double latencyMs, double throughputPerSecond, long maxDeviceMemoryBytes) {}

    /**
     * A layer or block made into several.
     *
     * @param node the layer, or the first of the block
     * @param last the last of the block or pair; none for a single layer
     * @param kind {@code channel} or {@code tile}
     * @param ways how many shares or tiles
     * @param grid rows × columns, such as {@code 2x3}, of tiles
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SplitRow(String node, @Nullable String last, String kind, int ways, @Nullable String grid) {}

    /**
     * One partition.
     *
     * @param device the first of its replicas
     * @param replicas the devices that take its frames in turn
     * @param peakMemoryBytes with as many frames as it may compute at once
     * @param maxBatch how many these are
     * @param predictedMs of its computation on the slowest replica
     * @param measuredMs of its slice on this machine, in the median of the verification's runs
     */
    public record PartitionRow(
            String id,
            String device,
            List<String> replicas,
            int nodes,
            long weightsBytes,
            long peakMemoryBytes,
            int maxBatch,
            double predictedMs,
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

    /**
     * A tensor that travels encoded; times are of the reference machine.
     *
     * @param bytes of its elements
     * @param encodedBytes of what travels, on average
     * @param loss of the outputs if only this tensor is encoded: max|Δ| / max|y|
     */
    public record EncodingRow(
            String tensor,
            Encoding encoding,
            long bytes,
            long encodedBytes,
            double encodeMs,
            double decodeMs,
            double loss) {}

    /** A plan that could have been chosen. */
    public record FrontRow(int devices, Predicted predicted, boolean chosen) {}

    /**
     * What is left without a device.
     *
     * @param feasible whether the others can hold the model
     * @param planId none if they cannot, or if that plan's slices do not compute what the model does
     * @param folder of that plan, in this one
     * @param difference beyond the tolerance, in one line: why there is no folder although the model fits
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LossRow(
            String device,
            boolean feasible,
            @Nullable Sha256 planId,
            @Nullable String folder,
            @Nullable Predicted predicted,
            @Nullable String difference) {
        static LossRow infeasible(String device) {
            return new LossRow(device, false, null, null, null, null);
        }

        static LossRow different(String device, String difference) {
            return new LossRow(device, true, null, null, null, difference);
        }

        static LossRow of(String device, Sha256 planId, String folder, Predicted predicted) {
            return new LossRow(device, true, planId, folder, predicted, null);
        }
    }

    /**
     * What the comparison with the whole model gave, tensors travelling as they will.
     *
     * @param tolerance of maxRelDiff that was asked for; none if no encoding loses accuracy
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Verified(
            int samples, double maxAbsDiff, double maxRelDiff, double top1Agreement, @Nullable Double tolerance) {}
}

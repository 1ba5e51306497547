package io.hyps.planner;

import io.hyps.planner.PlanReport.PartitionRow;
import io.hyps.planner.PlanReport.TensorRow;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.verify.Verification;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import java.util.List;

/** Puts a plan and what was measured of it together into the report. */
final class ReportAssembly {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Plan plan;
    private final Cut.Found found;
    private final Verification verification;

    ReportAssembly(Plan plan, Cut.Found found, Verification verification) {
        this.plan = plan;
        this.found = found;
        this.verification = verification;
    }

    PlanReport report(double planningMs) {
        return new PlanReport(
                plan.id(),
                plan.model().name(),
                plan.objective(),
                true,
                found.optimalIn(),
                found.gap(),
                "resident",
                planningMs,
                predicted(),
                List.of(),
                plan.partitions().stream().map(this::row).toList(),
                new PlanReport.Verified(
                        verification.samples(),
                        verification.maxAbsDiff(),
                        verification.maxRelDiff(),
                        verification.top1Agreement()));
    }

    private PlanReport.Predicted predicted() {
        double latency = 0;
        double slowest = 0;
        for (int i = 0; i < plan.partitions().size(); i++) {
            DeviceSpec device = found.stages().get(i).device();
            Partition partition = plan.partitions().get(i);
            double compute = measuredNanos(partition) / device.speed();
            double in = device.transferNanos(bytes(partition.inputs()));
            double out = device.transferNanos(bytes(partition.outputs()));
            latency += compute + in + out;
            slowest = Math.max(slowest, Math.max(compute, Math.max(in, out)));
        }
        return new PlanReport.Predicted(
                latency / NANOS_PER_MILLI,
                slowest == 0 ? 0 : 1e9 / slowest,
                plan.peakMemoryBytesByDevice().values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0));
    }

    private PartitionRow row(Partition partition) {
        return new PartitionRow(
                partition.id(),
                partition.replicas().get(0),
                partition.nodes(),
                partition.weightsBytes(),
                partition.peakMemoryBytes(),
                measuredNanos(partition) / NANOS_PER_MILLI,
                rows(partition.inputs()),
                rows(partition.outputs()),
                row(partition.slice()));
    }

    private static PlanReport.SliceRow row(SliceRef slice) {
        SliceRef.Blob graph = slice.graph();
        SliceRef.Blob weights = slice.weights();
        return new PlanReport.SliceRow(
                "slices/" + graph.graphFileName(),
                graph.sha256(),
                graph.bytes(),
                weights == null
                        ? null
                        : new PlanReport.FileRow(
                                "slices/" + weights.weightsFileName(), weights.sha256(), weights.bytes()));
    }

    private double measuredNanos(Partition partition) {
        return verification.partitionNanos().getOrDefault(partition.id(), 0L);
    }

    private double bytes(List<String> tensors) {
        return tensors.stream().mapToLong(t -> plan.tensor(t).sizeBytes()).sum();
    }

    private List<TensorRow> rows(List<String> tensors) {
        return tensors.stream()
                .map(t -> new TensorRow(t, plan.tensor(t).sizeBytes()))
                .toList();
    }
}

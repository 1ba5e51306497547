package io.hyps.planner.cli;

import io.hyps.planner.InfeasibleReport;
import io.hyps.planner.PlanReport;
import io.hyps.protocol.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Plans as people read them on a terminal. */
final class PlanText {
    private PlanText() {}

    static String of(PlanReport report, Path folder) {
        TextTable table =
                new TextTable("partition", "device", "nodes", "weights", "peak memory", "time", "in", "out", "slice");
        for (PlanReport.PartitionRow row : report.partitions()) {
            table.row(
                    row.id(),
                    row.device(),
                    Integer.toString(row.nodes()),
                    size(row.weightsBytes()),
                    size(row.peakMemoryBytes()),
                    String.format(Locale.ROOT, "%.2f ms", row.measuredMs()),
                    tensors(row.inputs()),
                    tensors(row.outputs()),
                    row.slice().sha256().hex().substring(0, 12));
        }
        PlanReport.Predicted predicted = report.predicted();
        return String.format(
                Locale.ROOT,
                "%nModel %s, %d partitions, objective %s (%s)%n%n%s%n"
                        + "Largest device   %s%n"
                        + "Latency          %.2f ms, measured here with one thread, without the network%n"
                        + "Verified         %d samples against the whole model: largest difference %.2g, top-1 agreement %.3f%n"
                        + "Written          %s%n",
                report.model(),
                report.partitions().size(),
                report.objective(),
                report.optimalIn().equals("chain") ? "no contiguous cut of this order is better" : "not proved best",
                table,
                size(predicted.maxDeviceMemoryBytes()),
                predicted.latencyMs(),
                report.verified().samples(),
                report.verified().maxAbsDiff(),
                report.verified().top1Agreement(),
                folder);
    }

    static String of(InfeasibleReport report) {
        InfeasibleReport.Blocking blocking = report.blocking();
        InfeasibleReport.WouldSuffice enough = report.wouldSuffice();
        return String.format(
                Locale.ROOT,
                "The model does not fit: at node %s a device needs %s, the largest has %s.%n"
                        + "With as many devices, %s each (%d bytes) would do.%n",
                blocking.node(),
                size(blocking.neededBytes()),
                size(blocking.availableBytes()),
                size(enough.deviceMemoryBytes()),
                enough.deviceMemoryBytes());
    }

    private static String tensors(List<PlanReport.TensorRow> tensors) {
        long bytes = tensors.stream().mapToLong(PlanReport.TensorRow::bytes).sum();
        return tensors.size() == 1
                ? tensors.get(0).tensor() + " " + size(bytes)
                : tensors.size() + " tensors " + size(bytes);
    }

    private static String size(long bytes) {
        return new ByteSize(bytes).toString();
    }
}

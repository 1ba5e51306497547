package io.hyps.planner.cli;

import io.hyps.planner.Counted;
import io.hyps.planner.InfeasibleReport;
import io.hyps.planner.PlanReport;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.plan.Residency;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Plans as people read them on a terminal. */
final class PlanText {
    private PlanText() {}

    static String of(PlanReport report, Path folder) {
        PlanReport.Predicted predicted = report.predicted();
        return String.format(
                Locale.ROOT,
                "%nModel %s, %s, objective %s (%s)%n%n%s%s%s%s%n"
                        + "Largest device   %s%n"
                        + "Latency          %.2f ms a frame, %.2f frames a second (%s costs)%n"
                        + "Verified         %s against the whole model: largest difference %.2g, top-1 agreement %.3f%n"
                        + "%s"
                        + "Written          %s, to look at: %s%n",
                report.model(),
                Counted.of(report.partitions().size(), "partition"),
                report.objective(),
                proof(report),
                partitions(report),
                splits(report.splits()),
                encodings(report),
                batches(report.partitions()),
                size(predicted.maxDeviceMemoryBytes()),
                predicted.latencyMs(),
                predicted.throughputPerSecond(),
                report.costs(),
                Counted.of(report.verified().samples(), "sample"),
                report.verified().maxAbsDiff(),
                report.verified().top1Agreement(),
                losses(report.losses()),
                folder,
                folder.resolve(PlanFolder.REPORT));
    }

    private static String proof(PlanReport report) {
        String gap = gap(report.gap());
        return switch (report.optimalIn()) {
            case "all" -> "no other cut of this graph is better; with other splits, " + gap;
            case "chain" -> "no contiguous cut of this order is better; " + gap;
            default -> gap;
        };
    }

    /** Where the bound is far off, a percentage says too little. */
    private static String gap(double gap) {
        if (gap > 1000) {
            return "no bound known";
        }
        return gap > 1
                ? String.format(Locale.ROOT, "at most %.1f times the best that could be", 1 + gap)
                : String.format(Locale.ROOT, "at most %.1f %% from the best", 100 * gap);
    }

    private static String partitions(PlanReport report) {
        TextTable table =
                new TextTable("partition", "device", "nodes", "weights", "memory", "time", "in", "out", "slice");
        for (PlanReport.PartitionRow row : report.partitions()) {
            table.row(
                    row.id(),
                    devices(row.replicas()),
                    Integer.toString(row.nodes()),
                    size(row.weightsBytes()),
                    size(row.peakMemoryBytes()),
                    String.format(Locale.ROOT, "%.2f ms", row.predictedMs()),
                    tensors(row.inputs()),
                    tensors(row.outputs()),
                    row.slice().sha256().hex().substring(0, 12));
        }
        return table.toString();
    }

    private static String devices(List<String> replicas) {
        return replicas.size() == 1 ? replicas.get(0) : replicas.get(0) + " +" + (replicas.size() - 1);
    }

    private static String splits(List<PlanReport.SplitRow> splits) {
        return splits.stream()
                .map(split -> String.format(
                        "%nSplit            %s%s by %s: %s",
                        split.node(),
                        split.last() == null ? "" : " to " + split.last(),
                        split.kind(),
                        split.grid() == null ? split.ways() + " shares" : split.grid() + " tiles"))
                .collect(Collectors.joining())
                .concat(splits.isEmpty() ? "" : String.format("%n"));
    }

    private static String batches(List<PlanReport.PartitionRow> partitions) {
        String batches = partitions.stream()
                .filter(row -> row.maxBatch() > 1)
                .map(row -> row.id() + " " + row.maxBatch())
                .collect(Collectors.joining(", "));
        return batches.isEmpty() ? "" : String.format("%nFrames at once   at most, under load: %s%n", batches);
    }

    private static String encodings(PlanReport report) {
        if (report.encodings().isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("tensor", "travels as", "raw", "encoded", "encode", "decode", "loss");
        for (PlanReport.EncodingRow row : report.encodings()) {
            table.row(
                    row.tensor(),
                    row.encoding().toString(),
                    size(row.bytes()),
                    size(row.encodedBytes()),
                    String.format(Locale.ROOT, "%.2f ms", row.encodeMs()),
                    String.format(Locale.ROOT, "%.2f ms", row.decodeMs()),
                    row.encoding().isLossless() ? "none" : String.format(Locale.ROOT, "%.2g", row.loss()));
        }
        return String.format("%n%s", table);
    }

    private static String losses(List<PlanReport.LossRow> losses) {
        return losses.stream()
                .map(loss -> String.format("Without %-8s %s%n", loss.device(), left(loss)))
                .collect(Collectors.joining());
    }

    private static String left(PlanReport.LossRow loss) {
        PlanReport.Predicted predicted = loss.predicted();
        if (predicted != null) {
            return String.format(
                    Locale.ROOT,
                    "%s, %.2f ms a frame: %s",
                    size(predicted.maxDeviceMemoryBytes()),
                    predicted.latencyMs(),
                    loss.folder());
        }
        return loss.difference() == null
                ? "it does not fit"
                : "not written, the slices differ from the model: " + loss.difference();
    }

    /** @param asked the residency that was asked for */
    static String of(InfeasibleReport report, Residency asked) {
        boolean turnsAlone =
                asked == Residency.RESIDENT && report.wouldSuffice().residency().equals(Residency.TURNS.toString());
        InfeasibleReport.Blocking blocking = report.blocking();
        InfeasibleReport.WouldSuffice enough = report.wouldSuffice();
        return String.format(
                Locale.ROOT,
                "The model does not fit: at node %s a device needs %s, the largest has %s.%n"
                        + "With as many devices, %s each (%d bytes) would do%s.%s%n",
                blocking.node(),
                size(blocking.neededBytes()),
                size(blocking.availableBytes()),
                size(enough.deviceMemoryBytes()),
                enough.deviceMemoryBytes(),
                enough.ways() > 1 ? ", the node split " + enough.ways() + " ways" : "",
                turnsAlone ? " Or let these devices take turns: --residency turns." : "");
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

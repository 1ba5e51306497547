package io.hyps.planner;

import io.hyps.planner.PlanReport.EncodingRow;
import io.hyps.planner.PlanReport.PartitionRow;
import io.hyps.planner.PlanReport.SplitRow;
import io.hyps.planner.PlanReport.TensorRow;
import io.hyps.planner.cost.Part;
import io.hyps.planner.encoding.Encodings;
import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Forecast;
import io.hyps.planner.partition.Stage;
import io.hyps.planner.report.PlannedPart;
import io.hyps.planner.report.Report;
import io.hyps.planner.report.ReportData;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.verify.Verification;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import java.util.ArrayList;
import java.util.List;

/** Puts a plan and what is known of it together: as JSON, and as a page. */
final class ReportAssembly {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Plan plan;
    private final Verification verification;
    private final Hybrid.Planned planned;
    private final Encodings encodings;
    private final Forecast forecast;
    private final String costs;

    ReportAssembly(Written written, Hybrid.Planned planned, String costs) {
        this.plan = written.plan();
        this.verification = written.verification();
        this.planned = planned;
        this.costs = costs;
        encodings = written.encodings();
        forecast = forecast(planned, encodings);
    }

    static PlanReport.Predicted predicted(Hybrid.Planned planned, Encodings encodings) {
        return predicted(forecast(planned, encodings));
    }

    /** With the memory that the plan's partitions need for as many frames as they may compute at once. */
    static PlanReport.Predicted predicted(Plan plan, PlanReport.Predicted single) {
        long largest = plan.partitions().stream()
                .mapToLong(Partition::peakMemoryBytes)
                .max()
                .orElse(0);
        return new PlanReport.Predicted(single.latencyMs(), single.throughputPerSecond(), largest);
    }

    PlanReport report(double planningMs, List<PlanReport.FrontRow> front, List<PlanReport.LossRow> losses) {
        List<PartitionRow> rows = new ArrayList<>();
        for (int i = 0; i < plan.partitions().size(); i++) {
            rows.add(row(plan.partitions().get(i), forecast.stages().get(i)));
        }
        return new PlanReport(
                plan.id(),
                plan.model().name(),
                plan.objective(),
                true,
                planned.cut().optimalIn(),
                planned.cut().gap(),
                plan.residency().toString(),
                costs,
                planningMs,
                predicted(plan, predicted(forecast)),
                planned.splits().stream().map(ReportAssembly::row).toList(),
                rows,
                encodingRows(),
                front,
                losses,
                new PlanReport.Verified(
                        verification.samples(),
                        verification.maxAbsDiff(),
                        verification.maxRelDiff(),
                        verification.top1Agreement(),
                        plan.tolerance()));
    }

    /** The text of {@code report.html}. */
    String page(PlanReport report) {
        List<PlannedPart> parts = new ArrayList<>();
        for (int i = 0; i < plan.partitions().size(); i++) {
            Stage stage = planned.cut().stages().get(i);
            Partition partition = plan.partitions().get(i);
            Part part = encodings.applied(stage.part(), planned.graph()).ofFrames(partition.framesAtOnce());
            parts.add(new PlannedPart(partition.id(), part, stage.replicas(), part.computeNanos()));
        }
        PlanReport.Predicted predicted = report.predicted();
        return Report.html(new ReportData(
                new ReportData.Subject(
                        report.model(),
                        report.planId().hex(),
                        report.objective(),
                        report.residency(),
                        report.optimalIn(),
                        report.gap()),
                new ReportData.Prediction(
                        predicted.latencyMs(), predicted.throughputPerSecond(), predicted.maxDeviceMemoryBytes()),
                planned.graph(),
                parts,
                report.front().stream().map(ReportAssembly::point).toList(),
                planned.splits().stream().map(ReportAssembly::words).toList(),
                verification,
                encodings));
    }

    private static ReportData.FrontPoint point(PlanReport.FrontRow row) {
        return new ReportData.FrontPoint(
                row.devices() == 1 ? "1 device" : row.devices() + " devices",
                row.predicted().latencyMs(),
                row.predicted().throughputPerSecond(),
                row.predicted().maxDeviceMemoryBytes(),
                row.chosen());
    }

    private static String words(Split split) {
        String nodes = split.first().equals(split.last()) ? split.first() : split.first() + " to " + split.last();
        return split instanceof Split.Tile tile
                ? nodes + ": " + tile.rows() + " × " + tile.columns() + " tiles"
                : nodes + ": " + split.ways() + " shares by channel";
    }

    private static SplitRow row(Split split) {
        return new SplitRow(
                split.first(),
                split.first().equals(split.last()) ? null : split.last(),
                split.kind(),
                split.ways(),
                split instanceof Split.Tile tile ? tile.rows() + "x" + tile.columns() : null);
    }

    private static Forecast forecast(Hybrid.Planned planned, Encodings encodings) {
        return Evaluator.of(planned.graph(), encodings.carriages())
                .forecast(planned.cut().stages());
    }

    static PlanReport.Predicted predicted(Forecast forecast) {
        return new PlanReport.Predicted(
                forecast.latencyNanos() / NANOS_PER_MILLI,
                forecast.throughputPerSecond(),
                forecast.maxDeviceMemoryBytes());
    }

    private PartitionRow row(Partition partition, Forecast.StageForecast stage) {
        return new PartitionRow(
                partition.id(),
                partition.replicas().get(0),
                partition.replicas(),
                partition.nodes(),
                partition.weightsBytes(),
                partition.peakMemoryBytes(),
                partition.framesAtOnce(),
                stage.computeNanos() / NANOS_PER_MILLI,
                verification.partitionNanos().getOrDefault(partition.id(), 0L) / NANOS_PER_MILLI,
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

    private List<EncodingRow> encodingRows() {
        return encodings.edges().entrySet().stream()
                .map(edge -> new EncodingRow(
                        edge.getKey(),
                        edge.getValue().encoding(),
                        plan.tensor(edge.getKey()).sizeBytes(),
                        Math.round(edge.getValue().carriage().bytes()),
                        edge.getValue().carriage().encodeNanos() / NANOS_PER_MILLI,
                        edge.getValue().carriage().decodeNanos() / NANOS_PER_MILLI,
                        edge.getValue().loss()))
                .toList();
    }

    private List<TensorRow> rows(List<String> tensors) {
        return tensors.stream()
                .map(t -> new TensorRow(t, plan.tensor(t).sizeBytes()))
                .toList();
    }
}

package io.hyps.planner.report;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.report.ReportData.FrontPoint;
import io.hyps.planner.report.ReportData.Prediction;
import io.hyps.planner.report.ReportData.Subject;
import io.hyps.planner.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Plans to report on: a graph's nodes given to partitions, without a search. */
final class Plans {
    static final Verification EQUAL = new Verification(3, 4, 1e-6, 2e-7, 1.0, Optional.empty(), Map.of(), 1);

    private static final double OF_THE_ESTIMATE = 0.13;

    private Plans() {}

    /** @param partition of the node at a position; ascending */
    static ReportData data(String model, Graph graph, int partitions, IntUnaryOperator partition) {
        PartCosts costs = PartCosts.of(graph, CostModel.estimated().of(graph));
        List<PlannedPart> parts = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            int own = p;
            var part = costs.part(IntStream.range(0, graph.nodes().size())
                    .filter(at -> partition.applyAsInt(at) == own)
                    .boxed()
                    .toList());
            DeviceSpec device = new DeviceSpec(
                    "edge-" + (p + 1), part.memoryBytes() * (12 + p % 3) / 10, p % 2 == 0 ? 1 : 0.5, 12_500_000);
            parts.add(new PlannedPart("p" + p, part, List.of(device), part.computeNanos() * OF_THE_ESTIMATE));
        }
        return of(model, graph, parts);
    }

    static ReportData of(String model, Graph graph, List<PlannedPart> parts) {
        long largest =
                parts.stream().mapToLong(p -> p.part().memoryBytes()).max().orElseThrow();
        double latencyMs = parts.stream()
                        .mapToDouble(p -> p.inNanos() + p.deviceNanos() + p.outNanos())
                        .sum()
                / 1e6;
        double perSecond =
                1e9 / DeviceLoad.bottleneck(DeviceLoad.of(parts, false)).periodNanos();
        return new ReportData(
                new Subject(model, "3f".repeat(32), "memory", "resident", "chain", 0),
                new Prediction(latencyMs, perSecond, largest),
                graph,
                parts,
                List.of(
                        new FrontPoint("1 device", latencyMs * 0.7, perSecond * 0.8, 3 * largest, false),
                        new FrontPoint("least memory", latencyMs, perSecond, largest, true),
                        new FrontPoint("least latency", latencyMs * 0.75, perSecond * 1.3, 2 * largest, false),
                        new FrontPoint("most frames", latencyMs * 1.4, perSecond * 2.2, largest * 5 / 4, false)),
                List.of(),
                EQUAL);
    }

    /** The graph's nodes in order, as many in each partition. */
    static IntUnaryOperator evenly(Graph graph, int partitions) {
        return at -> at * partitions / graph.nodes().size();
    }

    static ReportData vgg16() {
        return data("vgg16", Sketch.vgg16(), 4, at -> at < 24 ? 0 : at < 32 ? 1 : at < 34 ? 2 : 3);
    }

    /** @param partitions of which each, but the first and last, has as many shares of fc6 */
    static ReportData vgg16Split(int shares, int partitions) {
        Graph graph = Sketch.vgg16(shares);
        int first = 32;
        return data(
                "vgg16",
                graph,
                partitions + 2,
                at -> at < first ? 0 : at < first + shares ? 1 + (at - first) * partitions / shares : partitions + 1);
    }
}

package io.hyps.planner.report;

import io.hyps.planner.encoding.Encodings;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.verify.Verification;
import java.util.List;

/**
 * All that a report shows.
 *
 * @param graph as it was cut: with the shares of its splits, if it has any
 * @param parts the plan's partitions in the order in which they can run
 * @param front the plans that no other one beats in everything; empty if they were not sought
 * @param splits in words, such as {@code fc6: 8 shares by channel}
 * @param encodings of the tensors that do not travel raw
 */
public record ReportData(
        Subject subject,
        Prediction predicted,
        Graph graph,
        List<PlannedPart> parts,
        List<FrontPoint> front,
        List<String> splits,
        Verification verification,
        Encodings encodings) {
    public ReportData {
        parts = List.copyOf(parts);
        front = List.copyOf(front);
        splits = List.copyOf(splits);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a report of a plan without partitions");
        }
    }

    /** All tensors travel raw. */
    public ReportData(
            Subject subject,
            Prediction predicted,
            Graph graph,
            List<PlannedPart> parts,
            List<FrontPoint> front,
            List<String> splits,
            Verification verification) {
        this(subject, predicted, graph, parts, front, splits, verification, Encodings.NONE);
    }

    /**
     * Which plan it is.
     *
     * @param planId its digest
     * @param objective what was sought, such as {@code memory}
     * @param residency {@code resident} or {@code turns}
     * @param optimalIn {@code chain}, {@code all} or {@code none}
     * @param gap how far it may be from the best, as a share
     */
    public record Subject(
            String model, String planId, String objective, String residency, String optimalIn, double gap) {}

    /** What to expect of the plan. */
    public record Prediction(double latencyMs, double throughputPerSecond, long maxDeviceMemoryBytes) {}

    /**
     * A plan that could have been chosen.
     *
     * @param label in a few words, such as {@code 4 devices}
     * @param chosen whether it is this one
     */
    public record FrontPoint(
            String label, double latencyMs, double throughputPerSecond, long memoryBytes, boolean chosen) {}
}

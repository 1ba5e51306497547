package io.hyps.bench.planner;

import io.hyps.planner.partition.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All that {@code hyps bench planner} measures.
 *
 * @param limits planning times that have a limit
 * @param growth planning times by nodes and devices
 * @param pipeEdge the planner beside a published search
 * @param gaps cuts of given graphs beside brute force
 * @param splitGaps plans with the splits that the planner chooses beside brute force over splits as well
 */
public record PlannerBench(
        List<SpeedRun.Row> limits,
        List<SpeedRun.Row> growth,
        List<Rivalry> pipeEdge,
        List<GapTable.Row> gaps,
        List<GapTable.Row> splitGaps) {
    public PlannerBench {
        limits = List.copyOf(limits);
        growth = List.copyOf(growth);
        pipeEdge = List.copyOf(pipeEdge);
        gaps = List.copyOf(gaps);
        splitGaps = List.copyOf(splitGaps);
    }

    /** @param instances how many random ones to compare with brute force */
    public static PlannerBench run(int instances, Consumer<String> progress) {
        List<SpeedRun.Row> limits = new ArrayList<>();
        for (SpeedRun.Case given : SpeedRun.Case.withLimits()) {
            progress.accept("planning " + given.graph() + " for " + given.devices());
            for (Objective objective : List.of(Objective.THROUGHPUT, Objective.LATENCY, Objective.MEMORY)) {
                limits.add(SpeedRun.of(given, objective));
            }
        }
        List<SpeedRun.Row> growth = new ArrayList<>();
        for (SpeedRun.Case given : SpeedRun.Case.growing()) {
            progress.accept("planning " + given.graph() + " for " + given.devices());
            growth.add(SpeedRun.of(given, Objective.THROUGHPUT));
        }
        List<Rivalry> pipeEdge = Stream.concat(SpeedRun.Case.withLimits().stream(), rivals())
                .map(given -> {
                    progress.accept("PipeEdge's search on " + given.graph() + " for " + given.devices());
                    return Rivalry.of(given);
                })
                .toList();
        progress.accept("brute force on " + instances + " instances");
        List<GapTable.Row> gaps = GapTable.ofCuts(instances, done -> tell(done, progress));
        progress.accept("brute force on " + instances + " instances with all their splits");
        List<GapTable.Row> splitGaps = GapTable.ofSplits(instances, done -> tell(done, progress));
        return new PlannerBench(limits, growth, pipeEdge, gaps, splitGaps);
    }

    private static void tell(long done, Consumer<String> progress) {
        if (done % 100 == 0) {
            progress.accept("instance " + done);
        }
    }

    /** Whether no plan was worse than it claimed. */
    public boolean isAsClaimed() {
        return Stream.concat(gaps.stream(), splitGaps.stream()).allMatch(row -> row.broken() == 0);
    }

    private static Stream<SpeedRun.Case> rivals() {
        return Stream.of(
                new SpeedRun.Case("chain of 10", Networks.chain(10), "2 equal", DeviceSets.equal(2, 64)),
                new SpeedRun.Case("chain of 20", Networks.chain(20), "4 of 4 types", DeviceSets.fourTypes(4, 32)),
                new SpeedRun.Case("VGG16", Networks.vgg16(1, 1), "2 equal", DeviceSets.equal(2, 512)),
                new SpeedRun.Case("ResNet50", Networks.resnet(3, 4, 6, 3), "4 equal", DeviceSets.equal(4, 64)),
                new SpeedRun.Case("ResNet50", Networks.resnet(3, 4, 6, 3), "8 of 4 types", DeviceSets.fourTypes(8, 32)),
                new SpeedRun.Case("chain of 400", Networks.chain(400), "8 of 4 types", DeviceSets.fourTypes(8, 32)));
    }
}

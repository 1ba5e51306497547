package io.hyps.bench.planner;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.planner.partition.Stage;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * The planner beside PipeEdge's search on the same costs: what the slowest stage of each one's plan takes by the
 * planner's cost model, and how much processor time the search took, tables included, once warm.
 *
 * @param ownBottleneckMs with replicas; infinite if nothing was found
 * @param singlesBottleneckMs of the planner's search when it is asked what PipeEdge's answers: one device for each stage
 */
public record Rivalry(
        String graph,
        String devices,
        double ownBottleneckMs,
        double singlesBottleneckMs,
        double pipeEdgeBottleneckMs,
        double ownSearchCpuMs,
        double singlesSearchCpuMs,
        double pipeEdgeSearchCpuMs) {
    private static final int MOST_REPEATS = 11;
    private static final int LEAST_REPEATS = 3;
    /** Of all repeats, where a search takes seconds. */
    private static final double ENOUGH_MS = 10_000;

    private static final double LEAST_WARM_UP_MS = 500;

    static Rivalry of(SpeedRun.Case given) {
        RuntimeCosts costs = CostModel.estimated().of(given.model());
        Partitioner replicating = Partitioner.of(Objective.THROUGHPUT, Residency.RESIDENT);
        Partitioner singles = Partitioner.ofSingles(Objective.THROUGHPUT, Residency.RESIDENT);
        List<Timed> timed = time(List.of(
                () -> stages(replicating.cut(given.model(), costs, given.specs())),
                () -> stages(singles.cut(given.model(), costs, given.specs())),
                () -> new PipeEdge(given.model(), costs, given.specs()).plan().orElse(List.of())));
        return new Rivalry(
                given.graph(),
                given.devices(),
                bottleneckMs(given, timed.get(0).stages()),
                bottleneckMs(given, timed.get(1).stages()),
                bottleneckMs(given, timed.get(2).stages()),
                timed.get(0).medianMs(),
                timed.get(1).medianMs(),
                timed.get(2).medianMs());
    }

    private static List<Stage> stages(Cut cut) {
        return cut instanceof Cut.Found found ? found.stages() : List.of();
    }

    private record Timed(List<Stage> stages, double medianMs) {}

    /** All in turn, so that what else the machine does meets all alike; those that take long need no warming up. */
    private static List<Timed> time(List<Supplier<List<Stage>>> searches) {
        for (Supplier<List<Stage>> search : searches) {
            double start = CpuTime.ms();
            while (CpuTime.ms() - start < LEAST_WARM_UP_MS) {
                var unused = search.get();
            }
        }
        List<List<Double>> times = searches.stream()
                .map(search -> (List<Double>) new ArrayList<Double>())
                .toList();
        List<List<Stage>> stages = new ArrayList<>(Collections.nCopies(searches.size(), List.of()));
        double begin = CpuTime.ms();
        for (int run = 0; run < LEAST_REPEATS || run < MOST_REPEATS && CpuTime.ms() - begin < ENOUGH_MS; run++) {
            for (int which = 0; which < searches.size(); which++) {
                double start = CpuTime.ms();
                stages.set(which, searches.get(which).get());
                times.get(which).add(CpuTime.ms() - start);
            }
        }
        List<Timed> timed = new ArrayList<>();
        for (int which = 0; which < searches.size(); which++) {
            timed.add(new Timed(stages.get(which), median(times.get(which))));
        }
        return timed;
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static double bottleneckMs(SpeedRun.Case given, List<Stage> stages) {
        return stages.isEmpty()
                ? Double.POSITIVE_INFINITY
                : Evaluator.of(given.model()).forecast(stages).bottleneckNanos() / 1e6;
    }
}

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
import java.util.List;
import java.util.function.Supplier;

/**
 * The planner beside PipeEdge's search on the same costs: what the slowest stage of each one's plan takes by the
 * planner's cost model, and how much processor time the search took, tables
 * included.
 *
 * @param ownBottleneckMs infinite if nothing was found
 */
public record Rivalry(
        String graph,
        String devices,
        double ownBottleneckMs,
        double pipeEdgeBottleneckMs,
        double ownSearchCpuMs,
        double pipeEdgeSearchCpuMs) {
    private static final int REPEATS = 3;

    static Rivalry of(SpeedRun.Case given) {
        RuntimeCosts costs = CostModel.estimated().of(given.model());
        Timed own = time(
                () -> Partitioner.of(Objective.THROUGHPUT, Residency.RESIDENT).cut(given.model(), costs, given.specs())
                                instanceof Cut.Found found
                        ? found.stages()
                        : List.of());
        Timed other = time(
                () -> new PipeEdge(given.model(), costs, given.specs()).plan().orElse(List.of()));
        return new Rivalry(
                given.graph(),
                given.devices(),
                bottleneckMs(given, own.stages()),
                bottleneckMs(given, other.stages()),
                own.medianMs(),
                other.medianMs());
    }

    private record Timed(List<Stage> stages, double medianMs) {}

    private static Timed time(Supplier<List<Stage>> search) {
        List<Double> times = new ArrayList<>();
        List<Stage> stages = List.of();
        for (int run = 0; run < REPEATS; run++) {
            double start = CpuTime.ms();
            stages = search.get();
            times.add(CpuTime.ms() - start);
        }
        return new Timed(stages, times.stream().sorted().toList().get(REPEATS / 2));
    }

    private static double bottleneckMs(SpeedRun.Case given, List<Stage> stages) {
        return stages.isEmpty()
                ? Double.POSITIVE_INFINITY
                : Evaluator.of(given.model()).forecast(stages).bottleneckNanos() / 1e6;
    }
}

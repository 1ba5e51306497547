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
    /** Of a reading: a search that takes less is made several times for one. */
    private static final double LEAST_READING_MS = 25;

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
        List<Reading> readings = searches.stream().map(Reading::warm).toList();
        double begin = CpuTime.ms();
        for (int run = 0; run < LEAST_REPEATS || run < MOST_REPEATS && CpuTime.ms() - begin < ENOUGH_MS; run++) {
            readings.forEach(Reading::take);
        }
        return readings.stream().map(Reading::timed).toList();
    }

    /** One search, made as often for each reading as a clock needs. */
    private static final class Reading {
        private final Supplier<List<Stage>> search;
        private final int searches;
        private final List<Double> times = new ArrayList<>();
        private List<Stage> stages = List.of();

        private Reading(Supplier<List<Stage>> search, int searches) {
            this.search = search;
            this.searches = searches;
        }

        static Reading warm(Supplier<List<Stage>> search) {
            double start = CpuTime.ms();
            double begin = start;
            int made = 0;
            // only the second half tells how long it takes once warm
            for (double now = start; now - start < LEAST_WARM_UP_MS || made == 0; now = CpuTime.ms()) {
                if (now - start < LEAST_WARM_UP_MS / 2) {
                    begin = now;
                    made = 0;
                }
                var unused = search.get();
                made++;
            }
            double each = (CpuTime.ms() - begin) / made;
            return new Reading(search, (int) Math.max(1, Math.ceil(LEAST_READING_MS / Math.max(each, 1e-4))));
        }

        void take() {
            double start = CpuTime.ms();
            for (int i = 0; i < searches; i++) {
                stages = search.get();
            }
            times.add((CpuTime.ms() - start) / searches);
        }

        Timed timed() {
            return new Timed(stages, median(times));
        }
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

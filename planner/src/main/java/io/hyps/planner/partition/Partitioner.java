package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.plan.Residency;
import java.util.List;
import java.util.Optional;

/**
 * Gives each node of a graph to a partition and each partition to devices. Pure; safe to share.
 *
 * <p>The space is the graph's lattice of downsets where that is small enough, so that every map of nodes to partitions is
 * in it, and else the contiguous cuts of the node order. Within it, throughput (with replicas) and memory are solved
 * exactly by dynamic programming over (state, devices in use), latency exactly by A* unless that takes too long.
 */
public final class Partitioner {
    private final Objective objective;
    private final Residency residency;

    private Partitioner(Objective objective, Residency residency) {
        this.objective = objective;
        this.residency = residency;
    }

    public static Partitioner of(Objective objective, Residency residency) {
        return new Partitioner(objective, residency);
    }

    /** @param devices in no particular order; at least one */
    public Cut cut(Graph graph, RuntimeCosts costs, List<DeviceSpec> devices) {
        CompactGraph compact = CompactGraph.of(graph, costs);
        Problem problem = new Problem(compact, PartCosts.of(graph, costs), Lattice.of(compact), devices, residency);
        Search search = new Search(problem, objective);
        Optional<Search.Solution> solution = search.solve();
        if (solution.isEmpty()) {
            return new Obstacle(problem).find();
        }
        return rate(graph, problem, solution.orElseThrow());
    }

    private Cut rate(Graph graph, Problem problem, Search.Solution solution) {
        double value = objective.value(Evaluator.of(graph).forecast(solution.stages()));
        double bound = Math.max(
                solution.bound(),
                LowerBound.of(problem.graph(), problem.devices(), residency).of(objective));
        double gap = gap(value, bound);
        if (gap == 0 || solution.space() == Lattice.Space.ALL) {
            return new Cut.Found(solution.stages(), "all", 0);
        }
        return new Cut.Found(solution.stages(), solution.space() == Lattice.Space.CHAIN ? "chain" : "none", gap);
    }

    /** Sums of times in another order differ in their last digits. */
    private static double gap(double value, double bound) {
        if (value <= bound * (1 + 1e-9)) {
            return 0;
        }
        return bound <= 0 ? Double.MAX_VALUE : value / bound - 1;
    }
}

package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
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

    private final boolean replicates;

    private Partitioner(Objective objective, Residency residency, boolean replicates) {
        this.objective = objective;
        this.residency = residency;
        this.replicates = replicates;
    }

    public static Partitioner of(Objective objective, Residency residency) {
        return new Partitioner(objective, residency, true);
    }

    /** One that gives each partition to a single device; what a plan claims, it claims among such plans. */
    public static Partitioner ofSingles(Objective objective, Residency residency) {
        return new Partitioner(objective, residency, false);
    }

    /** @param devices in no particular order; at least one */
    public Cut cut(Graph graph, RuntimeCosts costs, List<DeviceSpec> devices) {
        CompactGraph compact = CompactGraph.of(graph, costs);
        Optional<Cut.Found> everywhere = everywhere(compact, devices);
        if (everywhere.isPresent()) {
            return everywhere.get();
        }
        Problem problem = problem(graph, compact, devices);
        Optional<Search.Solution> solution =
                new Search(problem, objective, replicates, Double.POSITIVE_INFINITY).solve();
        return solution.isPresent() ? rate(graph, problem, solution.get()) : new Obstacle(problem).find();
    }

    /**
     * The best cut, if it is worth looking for: this gives up as soon as it is clear that none is as good as the limit.
     *
     * @param limit in the unit of {@link Objective#value}; what is found may be worse where the search has no proof
     * @param compact of that graph and its costs
     */
    public Optional<Cut.Found> cutWithin(double limit, Graph graph, CompactGraph compact, List<DeviceSpec> devices) {
        if (LowerBound.of(compact, devices, residency).of(objective) > limit) {
            return Optional.empty();
        }
        Optional<Cut.Found> everywhere = everywhere(compact, devices);
        return everywhere.isPresent() ? everywhere : cutWithin(limit, problem(graph, compact, devices));
    }

    /** Where nothing can be better than the whole graph on every device, nothing else is looked at. */
    private Optional<Cut.Found> everywhere(CompactGraph graph, List<DeviceSpec> devices) {
        return objective == Objective.THROUGHPUT && residency == Residency.RESIDENT && replicates
                ? new Everywhere(graph, devices).cut()
                : Optional.empty();
    }

    Optional<Cut.Found> cutWithin(double limit, Problem problem) {
        return new Search(problem, objective, replicates, limit)
                .solve()
                .map(solution -> rate(problem.whole(), problem, solution));
    }

    /** The least memory with which as many devices find a cut; the largest long if they find none. */
    public long sufficientBytes(Graph graph, RuntimeCosts costs, List<DeviceSpec> devices) {
        return new Obstacle(problem(graph, CompactGraph.of(graph, costs), devices)).sufficientBytes();
    }

    private Problem problem(Graph graph, CompactGraph compact, List<DeviceSpec> devices) {
        return new Problem(graph, compact, Terrain.of(Lattice.of(compact)), devices, residency);
    }

    private Cut.Found rate(Graph graph, Problem problem, Search.Solution solution) {
        // the others weigh cut fusions as they search
        List<Stage> stages = objective == Objective.LATENCY || residency == Residency.TURNS
                ? new WholeFusions(graph, problem.costs(), objective).of(solution.stages())
                : solution.stages();
        if (solution.space() == Lattice.Space.ALL) {
            return new Cut.Found(stages, "all", 0);
        }
        double value = objective.value(Evaluator.of(graph).forecast(stages));
        double bound = Math.max(
                solution.bound(),
                LowerBound.of(problem.graph(), problem.devices(), residency).of(objective));
        double gap = gap(value, bound);
        if (gap == 0) {
            return new Cut.Found(stages, "all", 0);
        }
        return new Cut.Found(stages, solution.space() == Lattice.Space.CHAIN ? "chain" : "none", gap);
    }

    /** How far a value is from a bound, as a share of it: sums of times in another order differ in their last digits. */
    public static double gap(double value, double bound) {
        if (value <= bound * (1 + 1e-9)) {
            return 0;
        }
        return bound <= 0 ? Double.MAX_VALUE : value / bound - 1;
    }
}

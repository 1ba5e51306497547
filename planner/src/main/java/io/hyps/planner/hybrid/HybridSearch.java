package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.LowerBound;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.planner.rewrite.Rewriter;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the splits that pay, by trying: rewrite, cut, compare. Candidates are whole sets of splits, one for each limit of
 * what a single node may need; a set is taken only if the objective gains more than 1 %. A search without proof: better
 * sets may exist. Pure; safe to share.
 */
public final class HybridSearch {
    private static final int MOST_CALLS = 40;

    private final Rewriter rewriter;
    private final CostModel costs;
    private final Objective objective;
    private final Residency residency;

    private HybridSearch(Rewriter rewriter, CostModel costs, Objective objective, Residency residency) {
        this.rewriter = rewriter;
        this.costs = costs;
        this.objective = objective;
        this.residency = residency;
    }

    public static HybridSearch of(Rewriter rewriter, CostModel costs, Objective objective, Residency residency) {
        return new HybridSearch(rewriter, costs, objective, residency);
    }

    /**
     * Searches.
     *
     * @param graph the model's
     * @param devices in no particular order; at least one
     * @param forced splits to be made in any case
     * @throws SplitException if one of these cannot be made
     */
    public Hybrid search(Graph graph, List<DeviceSpec> devices, List<Split> forced) throws SplitException {
        Variants variants = new Variants(graph, rewriter, costs, forced);
        Oracle oracle = new Oracle(objective, residency, devices, MOST_CALLS);
        Cut plain = oracle.cut(variants.plain());
        Candidates candidates = new Candidates(variants, devices, residency);
        double bound = bound(variants, devices, objective);
        Optional<Oracle.Scored> best = oracle.scored(variants.plain(), plain);
        if (best.isEmpty()) {
            best = candidates.fitting().flatMap(v -> oracle.score(v).stream()).findFirst();
        }
        if (best.isEmpty() && plain instanceof Cut.Impossible impossible) {
            Sufficient sufficient = sufficient(variants, devices, impossible);
            // what needs least on devices without limits may fit these, though no other set of splits did
            best = oracle.scored(sufficient.variant(), oracle.cut(sufficient.variant()));
            if (best.isEmpty()) {
                best = new HeaviestFirst(variants, oracle, objective, bound).fitting();
            }
            if (best.isEmpty()) {
                return impossible(variants, sufficient, impossible);
            }
        }
        Improvement improvement = new Improvement(variants, oracle, candidates, objective, bound);
        return planned(improvement.of(best.orElseThrow()), forced, bound);
    }

    private double bound(Variants variants, List<DeviceSpec> devices, Objective of) {
        return LowerBound.ofAnySplit(
                        variants.plain().compact(),
                        NeededShares.of(variants.plain().graph()),
                        devices,
                        residency)
                .of(of);
    }

    /** The cut is the best of its graph, as far as it says; the gap is to what no split could beat. */
    private static Hybrid planned(Oracle.Scored found, List<Split> forced, double bound) {
        List<Split> splits = new ArrayList<>(forced);
        splits.addAll(found.variant().splits());
        Cut.Found cut = found.cut();
        double gap = Math.max(cut.gap(), Partitioner.gap(found.worth(), bound));
        return new Hybrid.Planned(
                found.variant().graph(),
                found.variant().costs(),
                splits,
                new Cut.Found(cut.stages(), cut.optimalIn(), gap));
    }

    /** A variant, and the memory with which there is a plan for it. */
    private record Sufficient(Variant variant, long memoryBytes) {}

    /** Of the plain graph and the plan that needs least on as many devices without limits, what needs less. */
    private Sufficient sufficient(Variants variants, List<DeviceSpec> devices, Cut.Impossible impossible) {
        List<DeviceSpec> unlimited = devices.stream()
                .map(d -> new DeviceSpec(d.id(), Long.MAX_VALUE >> 8, d.speed(), d.bandwidthBytesPerSecond()))
                .toList();
        Oracle oracle = new Oracle(Objective.MEMORY, residency, unlimited, MOST_CALLS);
        Candidates candidates = new Candidates(variants, unlimited, residency);
        Sufficient plain = new Sufficient(variants.plain(), impossible.sufficientBytes());
        double bound = bound(variants, unlimited, Objective.MEMORY);
        return oracle.score(variants.plain())
                .map(start -> new Improvement(variants, oracle, candidates, Objective.MEMORY, bound).of(start))
                .map(least -> new Sufficient(least.variant(), oracle.sufficientBytes(least.variant())))
                .filter(least -> least.memoryBytes() < plain.memoryBytes())
                .orElse(plain);
    }

    private Hybrid impossible(Variants variants, Sufficient sufficient, Cut.Impossible plain) {
        Node node = variants.plain().graph().nodes().get(plain.node());
        int ways = sufficient.variant().splits().stream()
                .filter(split ->
                        split.first().equals(node.name()) || split.last().equals(node.name()))
                .mapToInt(Split::ways)
                .findFirst()
                .orElse(1);
        return new Hybrid.Impossible(
                node.origin(), plain.neededBytes(), plain.availableBytes(), sufficient.memoryBytes(), ways, residency);
    }
}

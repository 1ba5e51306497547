package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
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
        Candidates candidates = new Candidates(variants, devices);
        Optional<Oracle.Scored> best = oracle.scored(variants.plain(), plain);
        if (best.isEmpty()) {
            best = candidates.fitting().flatMap(v -> oracle.score(v).stream()).findFirst();
        }
        if (best.isPresent()) {
            Oracle.Scored found = new Improvement(variants, oracle, candidates, objective).of(best.get());
            return planned(found, forced);
        }
        if (plain instanceof Cut.Impossible impossible) {
            Optional<Oracle.Scored> least = leastMemory(variants, devices);
            // what needs least on devices without limits may fit these, though no other set of splits did
            Optional<Oracle.Scored> fits = least.flatMap(l -> oracle.scored(l.variant(), oracle.cut(l.variant())));
            return fits.isPresent() ? planned(fits.get(), forced) : impossible(variants, least, impossible);
        }
        throw new IllegalStateException("no handling of " + plain);
    }

    private static Hybrid planned(Oracle.Scored found, List<Split> forced) {
        List<Split> splits = new ArrayList<>(forced);
        splits.addAll(found.variant().splits());
        return new Hybrid.Planned(found.variant().graph(), found.variant().costs(), splits, found.cut());
    }

    /** The plan that needs least on as many devices without limits. */
    private Optional<Oracle.Scored> leastMemory(Variants variants, List<DeviceSpec> devices) {
        List<DeviceSpec> unlimited = devices.stream()
                .map(d -> new DeviceSpec(d.id(), Long.MAX_VALUE >> 8, d.speed(), d.bandwidthBytesPerSecond()))
                .toList();
        Oracle oracle = new Oracle(Objective.MEMORY, residency, unlimited, MOST_CALLS);
        Candidates candidates = new Candidates(variants, unlimited);
        return oracle.score(variants.plain())
                .map(start -> new Improvement(variants, oracle, candidates, Objective.MEMORY).of(start));
    }

    private static Hybrid impossible(Variants variants, Optional<Oracle.Scored> best, Cut.Impossible plain) {
        Node node = variants.plain().graph().nodes().get(plain.node());
        long sufficient = best.map(b -> (long) b.worth()).orElse(plain.sufficientBytes());
        int ways = best.stream()
                .flatMap(b -> b.variant().splits().stream())
                .filter(split ->
                        split.first().equals(node.name()) || split.last().equals(node.name()))
                .mapToInt(Split::ways)
                .findFirst()
                .orElse(1);
        return new Hybrid.Impossible(
                node.origin(),
                plain.neededBytes(),
                plain.availableBytes(),
                Math.min(sufficient, plain.sufficientBytes()),
                ways);
    }
}

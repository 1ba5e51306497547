package io.hyps.bench.planner;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.hybrid.HybridSearch;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What {@code hyps plan} makes of an instance, splits and all, beside the best of every plan of every variant. */
final class SplitComparison {
    private SplitComparison() {}

    /** One comparison for each objective. */
    static List<Comparison> of(SplitInstance instance) {
        Map<Objective, Double> best = new EnumMap<>(Objective.class);
        instance.variants().forEach(variant -> add(instance, variant, best));
        List<Comparison> all = new ArrayList<>();
        for (Objective objective : Objective.values()) {
            all.add(of(instance, objective, best));
        }
        return all;
    }

    private static void add(SplitInstance instance, Graph variant, Map<Objective, Double> best) {
        BruteForce.best(variant, instance.costs().of(variant), instance.devices())
                .forEach((objective, value) -> best.merge(objective, value, Math::min));
    }

    private static Comparison of(SplitInstance instance, Objective objective, Map<Objective, Double> known) {
        if (!(search(instance, objective) instanceof Hybrid.Planned planned)) {
            return new Comparison(
                    objective,
                    Double.POSITIVE_INFINITY,
                    known.getOrDefault(objective, Double.POSITIVE_INFINITY),
                    false,
                    Double.MAX_VALUE,
                    true);
        }
        Map<Objective, Double> best = new EnumMap<>(known);
        double found = objective.value(
                Evaluator.of(planned.graph()).forecast(planned.cut().stages()));
        if (instance.isSmall(planned.graph())) {
            add(instance, planned.graph(), best);
        } else {
            // brute force does not go so far: what was found is the best that is known, if it is better
            best.merge(objective, found, Math::min);
        }
        return new Comparison(
                objective,
                found,
                best.getOrDefault(objective, Double.POSITIVE_INFINITY),
                planned.cut().gap() == 0,
                planned.cut().gap(),
                Comparison.fits(planned.cut().stages()));
    }

    private static Hybrid search(SplitInstance instance, Objective objective) {
        try {
            return HybridSearch.of(SplitInstance.REWRITER, instance.costs(), objective, Residency.RESIDENT)
                    .search(instance.graph(), instance.devices(), List.of());
        } catch (SplitException e) {
            throw new IllegalStateException("no split was asked for", e);
        }
    }
}

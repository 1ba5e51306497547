package io.hyps.bench.planner;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.planner.partition.Stage;
import io.hyps.protocol.plan.Residency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the planner makes of an instance beside what is best.
 *
 * @param found what the planner's best plan is worth; infinite if it finds none
 * @param best what the best plan of all is worth; infinite if there is none
 * @param claimed whether the planner says that nothing is better
 * @param statedGap how far at most, by the planner's own word
 * @param fits whether each partition of the plan fits its devices and no device has two
 */
record Comparison(Objective objective, double found, double best, boolean claimed, double statedGap, boolean fits) {
    private static final double ROUNDING = 1e-9;

    /** One comparison for each objective. */
    static List<Comparison> of(Instance instance) {
        Map<Objective, Double> best = new EnumMap<>(Objective.class);
        for (Graph variant : instance.variants()) {
            BruteForce.best(variant, instance.costs(), instance.devices())
                    .forEach((objective, value) -> best.merge(objective, value, Math::min));
        }
        return best.entrySet().stream()
                .map(entry -> of(instance, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The planner's bound over all variants is the least of its bounds for each. */
    private static Comparison of(Instance instance, Objective objective, double best) {
        double value = Double.POSITIVE_INFINITY;
        double bound = Double.POSITIVE_INFINITY;
        boolean claimed = true;
        boolean fits = true;
        for (Graph variant : instance.variants()) {
            Cut cut = Partitioner.of(objective, Residency.RESIDENT).cut(variant, instance.costs(), instance.devices());
            if (cut instanceof Cut.Found found) {
                double own = objective.value(Evaluator.of(variant).forecast(found.stages()));
                value = Math.min(value, own);
                bound = Math.min(bound, own / (1 + found.gap()));
                claimed &= found.optimalIn().equals("all");
                fits &= fits(found.stages());
            }
        }
        return new Comparison(objective, value, best, claimed, value == bound ? 0 : value / bound - 1, fits);
    }

    static boolean fits(List<Stage> stages) {
        long devices = stages.stream().mapToLong(s -> s.replicas().size()).sum();
        return stages.stream().allMatch(s -> s.replicas().stream()
                        .allMatch(d -> s.part().memoryBytes() <= d.memoryBytes()))
                && stages.stream()
                                .flatMap(s -> s.replicas().stream())
                                .distinct()
                                .count()
                        == devices;
    }

    double trueGap() {
        if (found == best) {
            return 0;
        }
        return Math.max(0, found / best - 1);
    }

    /** Whether there is a plan, but none was found. */
    boolean isMissed() {
        return found == Double.POSITIVE_INFINITY && best != Double.POSITIVE_INFINITY;
    }

    /** Whether all that the planner says is so. */
    boolean holds() {
        return !isMissed() && holdsWhereFound();
    }

    /** The same of a search that does not say that there is no plan if it finds none. */
    boolean holdsWhereFound() {
        return found == Double.POSITIVE_INFINITY
                || (fits && found >= best * (1 - ROUNDING) && trueGap() <= (claimed ? 0 : statedGap) + ROUNDING);
    }
}

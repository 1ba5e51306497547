package io.hyps.planner.hybrid;

import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Split;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for splits by which the objective gains, and drops those by which it does not. */
final class Improvement {
    /** A split has a price that no estimate shows: messages, and more that can fail. */
    static final double LEAST_GAIN = 0.01;
    /** How many tries in a row may gain nothing. */
    private static final int MOST_IN_VAIN = 5;
    /** Dropping splits one by one is for plans that people read. */
    private static final int MOST_SPLITS_TO_DROP = 8;

    private final Variants variants;
    private final Oracle oracle;
    private final Candidates candidates;
    private final Objective objective;
    private final double bound;

    /** @param bound no plan is worth less than this, however its nodes are split */
    Improvement(Variants variants, Oracle oracle, Candidates candidates, Objective objective, double bound) {
        this.variants = variants;
        this.oracle = oracle;
        this.candidates = candidates;
        this.objective = objective;
        this.bound = bound;
    }

    Oracle.Scored of(Oracle.Scored start) {
        HeaviestFirst heaviestFirst = new HeaviestFirst(variants, oracle, objective, bound);
        // whole sets make many nodes of a few; one split in place of another is looked at first
        Oracle.Scored best = heaviestFirst.isThorough() ? heaviestFirst.of(start) : start;
        return withoutNeedless(heaviestFirst.of(bySets(best)));
    }

    private Oracle.Scored bySets(Oracle.Scored start) {
        Oracle.Scored best = start;
        int patience = MOST_IN_VAIN;
        Iterator<Variant> tries = tries(start).iterator();
        while (patience > 0 && best.worth() * (1 - LEAST_GAIN) > bound && tries.hasNext()) {
            Optional<Oracle.Scored> better = oracle.scoreCheaply(best.worth() * (1 - LEAST_GAIN), tries.next());
            best = better.orElse(best);
            patience = better.isPresent() ? MOST_IN_VAIN : patience - 1;
        }
        return best;
    }

    private Stream<Variant> tries(Oracle.Scored start) {
        int nodes = start.variant().graph().nodes().size();
        return objective == Objective.MEMORY
                // coarser shares than those that were needed to fit have been tried
                ? candidates.leaner(start.worth()).filter(v -> v.graph().nodes().size() > nodes)
                : candidates.faster(start.variant().splits());
    }

    private Oracle.Scored withoutNeedless(Oracle.Scored found) {
        Oracle.Scored best = found;
        if (found.variant().splits().size() > MOST_SPLITS_TO_DROP) {
            return found;
        }
        for (Split split : found.variant().splits()) {
            List<Split> fewer = new ArrayList<>(best.variant().splits());
            fewer.remove(split);
            double limit = found.worth() * (1 + LEAST_GAIN);
            best = variants.with(fewer)
                    .flatMap(variant -> oracle.within(limit, variant))
                    .orElse(best);
        }
        return best;
    }
}

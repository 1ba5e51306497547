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
    private static final double LEAST_GAIN = 0.01;
    /** Dropping splits one by one is for plans that people read. */
    private static final int MOST_SPLITS_TO_DROP = 8;

    private final Variants variants;
    private final Oracle oracle;
    private final Candidates candidates;
    private final Objective objective;

    Improvement(Variants variants, Oracle oracle, Candidates candidates, Objective objective) {
        this.variants = variants;
        this.oracle = oracle;
        this.candidates = candidates;
        this.objective = objective;
    }

    Oracle.Scored of(Oracle.Scored start) {
        Oracle.Scored best = start;
        int patience = patience();
        Iterator<Variant> tries = tries(start).iterator();
        while (patience > 0 && tries.hasNext() && best.worth() > bound() * (1 + LEAST_GAIN)) {
            Optional<Oracle.Scored> scored = oracle.scoreCheaply(tries.next());
            boolean gains = scored.isPresent() && scored.get().worth() < best.worth() * (1 - LEAST_GAIN);
            best = gains ? scored.get() : best;
            patience = gains ? patience() : patience - 1;
        }
        return withoutNeedless(best);
    }

    /** How many tries in a row may gain nothing: finer and finer shares for memory, other kinds of splits for time. */
    private int patience() {
        return objective == Objective.MEMORY ? 4 : 5;
    }

    /** No plan is worth less than this. */
    private double bound() {
        return switch (objective) {
            case MEMORY -> candidates.evenBytes();
            case THROUGHPUT -> candidates.evenNanos();
            case LATENCY -> 0;
        };
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
            Optional<Oracle.Scored> scored = variants.with(fewer).flatMap(oracle::scoreCheaply);
            if (scored.isPresent() && scored.get().worth() <= found.worth() * (1 + LEAST_GAIN)) {
                best = scored.get();
            }
        }
        return best;
    }
}

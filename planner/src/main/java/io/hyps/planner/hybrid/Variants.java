package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.rewrite.Rewriter;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.rewrite.SplitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes variants of one graph; all have the splits that were asked for. */
final class Variants {
    private final Graph graph;
    private final Rewriter rewriter;
    private final CostModel costs;
    private final List<Split> forced;
    private final Variant plain;

    /** @throws SplitException if a split that was asked for cannot be made */
    Variants(Graph graph, Rewriter rewriter, CostModel costs, List<Split> forced) throws SplitException {
        this.graph = graph;
        this.rewriter = rewriter;
        this.costs = costs;
        this.forced = forced;
        Graph split = rewriter.apply(graph, forced);
        plain = Variant.of(split, costs.of(split), List.of());
    }

    /** Without more splits. */
    Variant plain() {
        return plain;
    }

    Rewriter rewriter() {
        return rewriter;
    }

    List<Split> forced() {
        return forced;
    }

    /** Where a node stands among those without more splits; −1 if it does not. */
    int position(String node) {
        List<Node> nodes = plain.graph().nodes();
        for (int at = 0; at < nodes.size(); at++) {
            if (nodes.get(at).name().equals(node)) {
                return at;
            }
        }
        return -1;
    }

    /** @return nothing if the splits cannot be made together */
    Optional<Variant> with(List<? extends Split> splits) {
        if (splits.isEmpty()) {
            return Optional.of(plain);
        }
        List<Split> all = new ArrayList<>(forced);
        all.addAll(splits);
        try {
            Graph split = rewriter.apply(graph, all);
            return Optional.of(Variant.of(split, costs.of(split), List.copyOf(splits)));
        } catch (SplitException cannotBeMade) {
            return Optional.empty();
        }
    }
}

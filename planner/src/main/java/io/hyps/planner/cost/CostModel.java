package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;

/** Gives the costs of a model's graph, and of any rewrite of it. */
@FunctionalInterface
public interface CostModel {
    RuntimeCosts of(Graph graph);

    /** From shapes alone. */
    static CostModel estimated() {
        return EstimatedCosts::new;
    }
}

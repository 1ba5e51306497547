package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;

/** Times from the shapes. */
record EstimatedCosts(NodeWork work) implements RuntimeCosts {
    EstimatedCosts(Graph graph) {
        this(new NodeWork(graph));
    }

    @Override
    public double nanos(Node node) {
        return work.nanos(node);
    }
}

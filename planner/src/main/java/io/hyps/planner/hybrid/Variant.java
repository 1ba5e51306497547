package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.rewrite.Split;
import java.util.List;

/**
 * A graph with some splits made.
 *
 * @param compact the same graph and costs
 */
record Variant(Graph graph, RuntimeCosts costs, CompactGraph compact, List<Split> splits) {
    static Variant of(Graph graph, RuntimeCosts costs, List<Split> splits) {
        return new Variant(graph, costs, CompactGraph.of(graph, costs), splits);
    }

    /** Whether every node fits by itself. */
    boolean nodesFit(long memoryBytes) {
        for (int node = 0; node < compact.nodeCount(); node++) {
            if (compact.aloneBytes(node) > memoryBytes) {
                return false;
            }
        }
        return true;
    }
}

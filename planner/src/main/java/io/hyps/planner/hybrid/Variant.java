package io.hyps.planner.hybrid;

import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.rewrite.Split;
import java.util.ArrayList;
import java.util.List;

/** A graph with some splits made. */
record Variant(Graph graph, RuntimeCosts costs, List<Split> splits) {
    /** Each node as a part of its own. */
    List<Part> nodes() {
        PartCosts parts = PartCosts.of(graph, costs);
        List<Part> nodes = new ArrayList<>();
        for (int node = 0; node < graph.nodes().size(); node++) {
            nodes.add(parts.part(List.of(node)));
        }
        return nodes;
    }

    /** Whether every node fits by itself. */
    boolean nodesFit(long memoryBytes) {
        for (Part node : nodes()) {
            if (node.memoryBytes() > memoryBytes) {
                return false;
            }
        }
        return true;
    }
}

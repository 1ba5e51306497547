package io.hyps.planner.hybrid;

import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.rewrite.Split;
import java.util.List;
import java.util.stream.IntStream;

/** A graph with some splits made. */
record Variant(Graph graph, RuntimeCosts costs, List<Split> splits) {
    /** Each node as a part of its own. */
    List<Part> nodes() {
        PartCosts parts = PartCosts.of(graph, costs);
        return IntStream.range(0, graph.nodes().size())
                .mapToObj(node -> parts.part(List.of(node)))
                .toList();
    }

    /** Whether every node fits by itself. */
    boolean nodesFit(long memoryBytes) {
        return nodes().stream().allMatch(node -> node.memoryBytes() <= memoryBytes);
    }
}

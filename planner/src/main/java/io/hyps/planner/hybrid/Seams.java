package io.hyps.planner.hybrid;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The places in a graph's order where one tensor [N, C, H, W] is all that goes on: blocks of tiles begin and end there. */
record Seams(Graph graph, List<Seam> seams) {
    /**
     * One such place.
     *
     * @param after the position of the node before it; −1 for the graph's input
     */
    record Seam(int after, TensorSpec tensor) {}

    static Seams of(Graph graph) {
        Map<String, Integer> lastRead = new HashMap<>();
        for (int at = 0; at < graph.nodes().size(); at++) {
            for (String name : graph.nodes().get(at).reads()) {
                lastRead.put(name, at);
            }
        }
        graph.outputs().forEach(name -> lastRead.put(name, Integer.MAX_VALUE));
        List<Seam> seams = new ArrayList<>();
        Set<String> live = new HashSet<>(graph.inputs());
        for (int at = -1; at < graph.nodes().size() - 1; at++) {
            if (at >= 0) {
                Node node = graph.nodes().get(at);
                int position = at;
                live.addAll(node.makes());
                live.removeIf(name -> lastRead.getOrDefault(name, -1) <= position);
            }
            if (live.size() == 1) {
                Optional<TensorSpec> tensor = graph.tensor(live.iterator().next());
                int after = at;
                tensor.filter(spec -> spec.shape().dimensions().size() == 4)
                        .ifPresent(spec -> seams.add(new Seam(after, spec)));
            }
        }
        return new Seams(graph, List.copyOf(seams));
    }

    /** The last small enough before a node. */
    Optional<Seam> before(int node, long mostBytes) {
        return seams.stream()
                .filter(seam -> seam.after() < node && seam.tensor().sizeBytes() <= mostBytes)
                .reduce((earlier, later) -> later);
    }

    /** The first small enough after a node. */
    Optional<Seam> after(int node, long mostBytes) {
        return seams.stream()
                .filter(seam -> seam.after() >= node && seam.tensor().sizeBytes() <= mostBytes)
                .findFirst();
    }

    /** The first node behind a seam. */
    Node first(Seam from) {
        return graph.nodes().stream()
                .filter(node -> node.reads().contains(from.tensor().name()))
                .findFirst()
                .orElseThrow();
    }

    /** The node whose output goes through a seam. */
    Node last(Seam to) {
        return graph.nodes().stream()
                .filter(node -> node.makes().contains(to.tensor().name()))
                .findFirst()
                .orElseThrow();
    }
}

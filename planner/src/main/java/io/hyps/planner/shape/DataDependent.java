package io.hyps.planner.shape;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.HashSet;
import java.util.Set;

/** Tensors whose shape follows from the values of others: no number of runs can show it. */
final class DataDependent {
    private static final Set<String> SOURCES =
            Set.of("Compress", "NonMaxSuppression", "NonZero", "StringNormalizer", "StringSplit", "Unique");

    private DataDependent() {}

    /** Those made by such an operator, or of such a tensor, as long as inference has not found their shape after all. */
    static Set<String> in(Graph graph) {
        Set<String> tensors = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (SOURCES.contains(node.opType()) || node.reads().stream().anyMatch(tensors::contains)) {
                node.makes().stream()
                        .filter(name -> graph.tensor(name).isEmpty())
                        .forEach(tensors::add);
            }
        }
        return tensors;
    }
}

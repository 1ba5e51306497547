package io.hyps.planner.batch;

import io.hyps.planner.cost.Part;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a part of a graph computes several frames at once as it computes each: with the frames as rows of its inputs, each
 * row of its outputs comes of the same row of the inputs alone.
 */
final class FrameRows {
    private final Graph graph;
    private final Set<String> frames = new HashSet<>();
    private final Set<String> constants = new HashSet<>();
    private final Set<String> shapes = new HashSet<>();

    private FrameRows(Graph graph) {
        this.graph = graph;
    }

    /** Why it does not, naming what stands in the way; empty if it does. */
    static Optional<String> obstacle(Graph graph, Part part) {
        return new FrameRows(graph).walk(part);
    }

    private Optional<String> walk(Part part) {
        for (String input : part.inputs()) {
            if (!isOneRow(input)) {
                return Optional.of("tensor '" + input + "' is not one row a frame");
            }
            frames.add(input);
        }
        for (int position : part.nodes()) {
            Node node = graph.nodes().get(position);
            if (!take(node)) {
                return Optional.of("node " + node + " (" + node.opType() + ") may not keep frames apart");
            }
        }
        return part.outputs().stream()
                .filter(output -> !frames.contains(output))
                .findFirst()
                .map(output -> "tensor '" + output + "' is not one row a frame");
    }

    private boolean take(Node node) {
        if (!node.domain().isEmpty() || !node.captures().isEmpty() || isRandom(node)) {
            return false;
        }
        node.reads().stream().filter(graph::isConstant).forEach(constants::add);
        List<String> makes = node.makes();
        if (node.reads().stream().noneMatch(frames::contains)) {
            (constants.containsAll(node.reads()) ? constants : shapes).addAll(makes);
            return true;
        }
        if (node.opType().equals("Shape")) {
            shapes.addAll(makes);
            return true;
        }
        frames.addAll(makes);
        return makes.stream().allMatch(this::isOneRow) && FrameRules.hold(graph, node, frames, constants, shapes);
    }

    /** Its answer would be one for all frames. */
    private static boolean isRandom(Node node) {
        return node.opType().startsWith("Random")
                || node.opType().equals("Bernoulli")
                || node.opType().equals("Multinomial");
    }

    private boolean isOneRow(String tensor) {
        return graph.tensor(tensor)
                .map(spec -> spec.shape().dimensions())
                .filter(dimensions -> !dimensions.isEmpty() && dimensions.get(0) == 1)
                .isPresent();
    }
}

package io.hyps.planner.hybrid;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much of each node's work no split can leave out. Tiles leave out the rows and columns of a tensor that no window of
 * its readers touches, such as the last one before a pooling that drops it; channel shares leave out nothing.
 */
final class NeededShares {
    private static final Set<String> WINDOWED = Set.of("Conv", "MaxPool", "AveragePool", "LpPool");

    private final Graph graph;
    /** By tensor [N, C, H, W]: how many of its rows and of its columns are needed at least. */
    private final Map<String, long[]> needed = new HashMap<>();

    private NeededShares(Graph graph) {
        this.graph = graph;
    }

    /** By node: at least so much of its work, from 0 to 1. */
    static double[] of(Graph graph) {
        NeededShares shares = new NeededShares(graph);
        graph.outputs().forEach(shares::needWhole);
        double[] byNode = new double[graph.nodes().size()];
        for (int at = byNode.length - 1; at >= 0; at--) {
            byNode[at] = shares.share(graph.nodes().get(at));
        }
        return byNode;
    }

    private double share(Node node) {
        double share = 1;
        for (String made : node.makes()) {
            share = Math.min(share, share(made, needed.getOrDefault(made, new long[2])));
        }
        for (String read : node.reads()) {
            Optional<List<Long>> size = plane(read);
            if (size.isPresent()) {
                long[] own = through(node, size.get());
                long[] sofar = needed.computeIfAbsent(read, tensor -> new long[2]);
                sofar[0] = Math.max(sofar[0], own[0]);
                sofar[1] = Math.max(sofar[1], own[1]);
                share = Math.min(share, share(read, own));
            }
        }
        return share;
    }

    private void needWhole(String tensor) {
        plane(tensor).ifPresent(size -> needed.put(tensor, new long[] {size.get(0), size.get(1)}));
    }

    /** Height and width; nothing if it has none. */
    private Optional<List<Long>> plane(String tensor) {
        return graph.tensor(tensor)
                .map(TensorSpec::shape)
                .filter(shape -> shape.dimensions().size() == 4)
                .map(shape -> shape.dimensions().subList(2, 4));
    }

    private double share(String tensor, long[] of) {
        return plane(tensor)
                .map(size -> (double) of[0] * of[1] / Math.max(1, size.get(0) * size.get(1)))
                .orElse(1.0);
    }

    /** The rows and columns that a node reads at least. */
    private long[] through(Node node, List<Long> size) {
        String output = node.makes().isEmpty() ? "" : node.makes().get(0);
        Optional<List<Long>> made = plane(output);
        long[] after = needed.getOrDefault(output, new long[2]);
        if (made.isEmpty() || node.opType().startsWith("Global")) {
            // no tile goes through it
            return new long[] {size.get(0), size.get(1)};
        }
        if (!WINDOWED.contains(node.opType())) {
            return made.get().equals(size) ? after : new long[] {1, 1};
        }
        long[] through = new long[2];
        for (int axis = 0; axis < 2; axis++) {
            long stride = at(node, "strides", axis, 1);
            long extent = at(node, "dilations", axis, 1) * (kernel(node, axis) - 1) + 1;
            boolean isGiven = node.definition().getAttributeList().stream()
                    .noneMatch(a -> a.getName().equals("auto_pad")
                            && !a.getS().toStringUtf8().equals("NOTSET"));
            long pads = isGiven
                    ? at(node, "pads", axis, 0) + at(node, "pads", axis + 2, 0)
                    : Math.max(0, (made.get().get(axis) - 1) * stride + extent - size.get(axis));
            long rows = (after[axis] - 1) * Math.min(stride, extent) + extent - pads;
            through[axis] = Math.min(size.get(axis), Math.max(1, rows));
        }
        return through;
    }

    private long kernel(Node node, int axis) {
        return node.opType().equals("Conv")
                ? graph.shape(node.inputs().get(1))
                        .map(shape -> shape.dimensions().get(2 + axis))
                        .orElse(1L)
                : at(node, "kernel_shape", axis, 1);
    }

    private static long at(Node node, String name, int index, long otherwise) {
        for (AttributeProto attribute : node.definition().getAttributeList()) {
            if (attribute.getName().equals(name) && attribute.getIntsCount() > index) {
                return attribute.getInts(index);
            }
        }
        return otherwise;
    }
}

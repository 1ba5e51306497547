package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import java.util.Optional;

/**
 * An estimate of a node's time from its shapes: multiply-adds at 10 per nanosecond, or bytes moved at 10 per nanosecond
 * where that takes longer. Only the ratios between nodes matter. Immutable.
 */
public final class NodeWork {
    private static final double MULTIPLY_ADDS_PER_NANO = 10;
    private static final double BYTES_PER_NANO = 10;

    private final Graph graph;

    public NodeWork(Graph graph) {
        this.graph = graph;
    }

    public double nanos(Node node) {
        return Math.max(multiplyAdds(node) / MULTIPLY_ADDS_PER_NANO, bytes(node) / BYTES_PER_NANO);
    }

    private double multiplyAdds(Node node) {
        if (node.inputs().size() < 2 || node.outputs().isEmpty()) {
            return 0;
        }
        Optional<Shape> first = graph.shape(node.inputs().get(0));
        Optional<Shape> weight = graph.shape(node.inputs().get(1));
        Optional<Shape> output = graph.shape(node.outputs().get(0));
        if (first.isEmpty() || weight.isEmpty() || output.isEmpty()) {
            return 0;
        }
        return switch (node.opType()) {
            // kernel [outputs, inputs per group, ...]: each output element sums over all but the first dimension
            case "Conv", "QLinearConv", "ConvInteger" -> elements(output) * elements(weight) / at(weight, 0);
            // kernel [inputs, outputs per group, ...]: each input element goes to all but the first dimension
            case "ConvTranspose" -> elements(first) * elements(weight) / at(weight, 0);
            case "Gemm" -> elements(output) * elements(weight) / last(output);
            case "MatMul", "MatMulInteger", "QLinearMatMul" -> elements(output) * last(first);
            default -> 0;
        };
    }

    /** Of all that the node reads and makes, weights included. */
    public double bytes(Node node) {
        double bytes = 0;
        for (String name : node.reads()) {
            bytes += graph.constantBytes(name) + tensorBytes(name);
        }
        for (String name : node.makes()) {
            bytes += tensorBytes(name);
        }
        return bytes;
    }

    private long tensorBytes(String name) {
        TensorSpec spec = graph.tensors().get(name);
        return spec == null ? 0 : spec.sizeBytes();
    }

    private static double elements(Optional<Shape> shape) {
        return shape.isPresent() ? shape.get().elementCount() : 0;
    }

    private static double at(Optional<Shape> shape, int index) {
        boolean has = shape.isPresent() && shape.get().dimensions().size() > index;
        return has ? Math.max(1, shape.get().dimensions().get(index)) : 1;
    }

    private static double last(Optional<Shape> shape) {
        return at(
                shape, shape.isPresent() ? Math.max(0, shape.get().dimensions().size() - 1) : 0);
    }
}

package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;

/** Times from the shapes; tensors as ONNX has them; no workspace. */
record EstimatedCosts(NodeWork work) implements RuntimeCosts {
    EstimatedCosts(Graph graph) {
        this(new NodeWork(graph));
    }

    @Override
    public double nanos(Node node) {
        return work.nanos(node);
    }

    @Override
    public long workspaceBytes(Node node) {
        return 0;
    }

    @Override
    public long insideBytes(TensorSpec tensor) {
        return tensor.sizeBytes();
    }

    @Override
    public long convertedBytes(TensorSpec tensor) {
        return 0;
    }

    @Override
    public double convertNanos(TensorSpec tensor) {
        return 0;
    }
}

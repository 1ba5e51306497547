package io.hyps.planner.cost;

import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;

/**
 * What the runtime needs for nodes and tensors on the reference machine with one thread: estimated, or measured. If not said
 * otherwise, tensors are as ONNX has them and nothing else is needed.
 */
public interface RuntimeCosts {
    /** How long a node runs. */
    double nanos(Node node);

    /**
     * What it takes beside its tensors and weights while it runs; negative where it writes its output over a tensor that
     * counts as well, as the later nodes of a fusion do.
     */
    default long workspaceBytes(Node node) {
        return 0;
    }

    /** What the runtime keeps for it all the time, beside its weights as the model has them. */
    default long residentBytes(Node node) {
        return 0;
    }

    /** What a tensor takes between two nodes of one partition: the runtime may keep it in a layout of its own. */
    default long insideBytes(TensorSpec tensor) {
        return tensor.sizeBytes();
    }

    /** What a second copy in the runtime's own layout takes, where the tensor enters or leaves a partition; 0 for none. */
    default long convertedBytes(TensorSpec tensor) {
        return 0;
    }

    /** How long it takes to let the tensor in or out, and to make that copy. */
    default double convertNanos(TensorSpec tensor) {
        return 0;
    }
}

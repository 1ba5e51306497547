package io.hyps.runner.dataflow;

import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.session.ComputeException;
import java.util.Map;

/** Makes a partition's outputs of its inputs; called by one thread at a time. */
@FunctionalInterface
public interface Computation {
    /**
     * Computes one frame.
     *
     * @return a tensor for each output, which the next call may overwrite
     * @throws ComputeException if it cannot, for these inputs
     */
    Map<String, Tensor> run(Map<String, EncodedTensor> inputs) throws ComputeException;
}

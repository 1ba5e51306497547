package io.hyps.runner.dataflow;

import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.session.ComputeException;
import java.util.List;
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

    /**
     * Computes several frames at once, of a partition that may.
     *
     * @return in the order of the frames, what {@link #run(Map)} gives for each
     * @throws ComputeException if it cannot, because of one of them or all together
     */
    default List<Map<String, Tensor>> run(List<Map<String, EncodedTensor>> frames) throws ComputeException {
        throw new ComputeException(frames.size() + " frames at once; this partition takes one at a time");
    }
}

package io.hyps.runner.plan;

import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.dataflow.Computation;
import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.ResidentSession;
import java.util.List;
import java.util.Map;

/** A partition that stays loaded. */
record ResidentComputation(ResidentSession session) implements Computation {
    @Override
    public Map<String, Tensor> run(Map<String, EncodedTensor> inputs) throws ComputeException {
        return session.run(inputs);
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, EncodedTensor>> frames) throws ComputeException {
        return session.run(frames);
    }
}

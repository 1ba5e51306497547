package io.hyps.planner;

import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.profile.ReferenceCosts;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Reference;
import io.hyps.protocol.plan.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is read, what it costs, and what it answers: found out once, when a plan is first compared with it. Used by
 * one thread.
 */
final class Subject {
    private static final long SEED = 20_261_123;

    private final OnnxModel model;
    private final ReferenceCosts costs;
    private final int samples;
    private @Nullable Reference reference;

    Subject(OnnxModel model, ReferenceCosts costs, int samples) {
        this.model = model;
        this.costs = costs;
        this.samples = samples;
    }

    OnnxModel model() {
        return model;
    }

    ReferenceCosts costs() {
        return costs;
    }

    /** @throws BadModelException if ONNX Runtime refuses the model */
    Reference reference() throws BadModelException {
        if (reference == null) {
            List<TensorSpec> inputs = model.graph().inputs().stream()
                    .map(name -> model.graph().tensor(name).orElseThrow())
                    .toList();
            try {
                reference = Reference.of(model.file(), RandomInputs.of(inputs, samples, SEED));
            } catch (SessionException e) {
                throw new BadModelException(String.valueOf(e.getMessage()), e);
            }
        }
        return reference;
    }
}

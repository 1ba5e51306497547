package io.hyps.planner.verify;

import io.hyps.planner.session.SessionException;
import io.hyps.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the whole model answers to some inputs. Immutable; many plans of the model can be compared with it. */
public final class Reference {
    private final List<Map<String, Tensor>> samples;
    private final Runs runs;

    private Reference(List<Map<String, Tensor>> samples, Runs runs) {
        this.samples = samples;
        this.runs = runs;
    }

    /**
     * Runs the model.
     *
     * @param samples at least one; each holds all inputs of the model
     * @throws SessionException if ONNX Runtime refuses the file
     */
    public static Reference of(Path model, List<Map<String, Tensor>> samples) throws SessionException {
        return new Reference(List.copyOf(samples), Runs.of(model, samples));
    }

    /** What it was asked. */
    public List<Map<String, Tensor>> samples() {
        return samples;
    }

    Map<String, Tensor> outputs(int sample) {
        return runs.outputs().get(sample);
    }

    long medianNanos() {
        return runs.medianNanos();
    }
}

package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.runner.RefusedException;

/**
 * A place in native memory for one input of a partition, used for frame after frame: the one copy between MQTT payload
 * and ONNX Runtime goes here, and so does what is decoded.
 */
final class InputSlot implements AutoCloseable {
    private final TensorRows rows;

    private InputSlot(TensorRows rows) {
        this.rows = rows;
    }

    static InputSlot open(OrtEnvironment environment, TensorSpec spec, int frames, SlotMemory memory)
            throws OrtException, RefusedException {
        return new InputSlot(TensorRows.open(environment, "input", spec, frames, memory));
    }

    /**
     * Takes a frame's tensor.
     *
     * @param frame its number among those that are computed at once
     * @throws ComputeException if the tensor is not of the slot's type and shape, or cannot be decoded
     */
    void fill(int frame, EncodedTensor input) throws ComputeException {
        TensorSpec spec = rows.spec();
        if (input.type() != spec.type() || !input.shape().equals(spec.shape())) {
            throw new ComputeException(
                    "input '" + spec.name() + "' is " + input + ", wanted " + spec.type() + spec.shape());
        }
        try {
            input.decodeInto(rows.row(frame));
        } catch (MalformedMessageException e) {
            throw new ComputeException("input '" + spec.name() + "': " + e.getMessage(), e);
        }
    }

    /** What the first frames were filled with. */
    OnnxTensor tensor(int frames) throws OrtException {
        return rows.first(frames);
    }

    String name() {
        return rows.spec().name();
    }

    @Override
    public void close() {
        rows.close();
    }
}

package io.hyps.runner.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.runner.RefusedException;
import java.nio.ByteBuffer;

/**
 * A place in native memory for one input of a partition, used for frame after frame: the one copy between MQTT payload
 * and ONNX Runtime goes here, and so does what is decoded.
 */
final class InputSlot implements AutoCloseable {
    private final TensorSpec spec;
    private final ByteBuffer buffer;
    private final OnnxTensor tensor;

    private InputSlot(TensorSpec spec, ByteBuffer buffer, OnnxTensor tensor) {
        this.spec = spec;
        this.buffer = buffer;
        this.tensor = tensor;
    }

    static InputSlot open(OrtEnvironment environment, TensorSpec spec, OnnxJavaType type, SlotMemory memory)
            throws OrtException, RefusedException {
        ByteBuffer buffer = memory.take("input", spec);
        return new InputSlot(
                spec,
                buffer,
                OnnxTensor.createTensor(environment, buffer, spec.shape().toArray(), type));
    }

    /** @throws ComputeException if the tensor is not of the slot's type and shape, or cannot be decoded */
    OnnxTensor fill(EncodedTensor input) throws ComputeException {
        if (input.type() != spec.type() || !input.shape().equals(spec.shape())) {
            throw new ComputeException(
                    "input '" + spec.name() + "' is " + input + ", wanted " + spec.type() + spec.shape());
        }
        try {
            input.decodeInto(buffer);
        } catch (MalformedMessageException e) {
            throw new ComputeException("input '" + spec.name() + "': " + e.getMessage(), e);
        }
        return tensor;
    }

    String name() {
        return spec.name();
    }

    @Override
    public void close() {
        tensor.close();
    }
}

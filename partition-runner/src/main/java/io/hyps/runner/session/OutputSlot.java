package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusedException;
import java.nio.ByteBuffer;

/**
 * A place in native memory for one output of a partition, used for frame after frame: ONNX Runtime writes into it, and the
 * message is encoded from it.
 */
final class OutputSlot implements AutoCloseable {
    private final OnnxTensor tensor;
    private final Tensor view;
    private final String name;

    private OutputSlot(String name, OnnxTensor tensor, Tensor view) {
        this.name = name;
        this.tensor = tensor;
        this.view = view;
    }

    static OutputSlot open(OrtEnvironment environment, TensorSpec spec, SlotMemory memory)
            throws OrtException, RefusedException {
        ByteBuffer buffer = memory.take("output", spec);
        OnnxTensor tensor = OnnxTensor.createTensor(
                environment,
                buffer,
                spec.shape().toArray(),
                JavaTypes.of(spec.type()).orElseThrow());
        return new OutputSlot(spec.name(), tensor, Tensor.of(spec.type(), spec.shape(), buffer));
    }

    String name() {
        return name;
    }

    /** For ONNX Runtime to write to. */
    OnnxTensor tensor() {
        return tensor;
    }

    /** What the last run wrote, until the next one does. */
    Tensor view() {
        return view;
    }

    @Override
    public void close() {
        tensor.close();
    }
}

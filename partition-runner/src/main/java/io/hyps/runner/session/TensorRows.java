package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.runner.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/** A place in native memory for one tensor of as many frames as are computed at once: a row for each, one behind another. */
final class TensorRows implements AutoCloseable {
    private final OrtEnvironment environment;
    private final TensorSpec spec;
    private final ByteBuffer buffer;
    private final Map<Integer, OnnxTensor> tensors = new TreeMap<>();

    private TensorRows(OrtEnvironment environment, TensorSpec spec, ByteBuffer buffer) {
        this.environment = environment;
        this.spec = spec;
        this.buffer = buffer;
    }

    /**
     * Takes the place.
     *
     * @param what for messages: input or output
     */
    static TensorRows open(OrtEnvironment environment, String what, TensorSpec spec, int frames, SlotMemory memory)
            throws OrtException, RefusedException {
        TensorRows rows = new TensorRows(environment, spec, memory.take(what, spec, frames));
        rows.first(1);
        return rows;
    }

    TensorSpec spec() {
        return spec;
    }

    /** A frame's bytes. */
    ByteBuffer row(int frame) {
        int bytes = (int) spec.sizeBytes();
        return buffer.slice(frame * bytes, bytes).order(ByteOrder.nativeOrder());
    }

    /** The rows of the first frames, for ONNX Runtime. */
    OnnxTensor first(int frames) throws OrtException {
        OnnxTensor tensor = tensors.get(frames);
        if (tensor == null) {
            long[] shape = spec.shape().toArray();
            if (frames > 1) {
                shape[0] = frames;
            }
            int bytes = (int) spec.sizeBytes() * frames;
            tensor = OnnxTensor.createTensor(
                    environment,
                    buffer.slice(0, bytes).order(ByteOrder.nativeOrder()),
                    shape,
                    JavaTypes.of(spec.type()).orElseThrow());
            tensors.put(frames, tensor);
        }
        return tensor;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}

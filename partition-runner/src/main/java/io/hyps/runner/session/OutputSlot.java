package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in native memory for one output of a partition, used for frame after frame: ONNX Runtime writes into it, and the
 * message is encoded from it.
 */
final class OutputSlot implements AutoCloseable {
    private final TensorRows rows;
    private final List<Tensor> views;

    private OutputSlot(TensorRows rows, List<Tensor> views) {
        this.rows = rows;
        this.views = views;
    }

    static OutputSlot open(OrtEnvironment environment, TensorSpec spec, int frames, SlotMemory memory)
            throws OrtException, RefusedException {
        TensorRows rows = TensorRows.open(environment, "output", spec, frames, memory);
        List<Tensor> views = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            views.add(Tensor.of(spec.type(), spec.shape(), rows.row(frame)));
        }
        return new OutputSlot(rows, views);
    }

    String name() {
        return rows.spec().name();
    }

    /** For ONNX Runtime to write the first frames to. */
    OnnxTensor tensor(int frames) throws OrtException {
        return rows.first(frames);
    }

    /** What the last run wrote for a frame, until the next one does. */
    Tensor view(int frame) {
        return views.get(frame);
    }

    @Override
    public void close() {
        rows.close();
    }
}

package io.hyps.stack.demo;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The undivided model in ONNX Runtime: what the runners' answers are held against. */
final class WholeModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    private WholeModel(Path model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            this.session = environment.createSession(model.toString(), options);
        }
    }

    static WholeModel open(Path model) {
        try {
            return new WholeModel(model);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not load " + model, e);
        }
    }

    /**
     * Runs the model once.
     *
     * @param input a {@code float32} tensor
     * @return the output's elements in row-major order
     */
    float[] run(String inputName, Tensor input, String outputName) {
        FloatBuffer elements = input.floats();
        FloatBuffer direct = ByteBuffer.allocateDirect(elements.remaining() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(elements)
                .flip();
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                        environment, direct, input.shape().toArray());
                OrtSession.Result result = session.run(Map.of(inputName, tensor), Set.of(outputName))) {
            FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[output.remaining()];
            output.get(values);
            return values;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not run the whole model", e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing the whole model", e);
        }
    }
}

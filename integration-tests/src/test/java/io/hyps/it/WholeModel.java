package io.hyps.it;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;

/** The demo's model in one piece, fed straight from the image's pixels: what a plan's answers are compared with. */
final class WholeModel implements AutoCloseable {
    private static final int IMAGE_SIDE = 28;
    private static final int INPUT_SIDE = 32;
    private static final int BORDER = 2;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    WholeModel(Path model) throws OrtException {
        this.session = environment.createSession(model.toString());
    }

    float[] logits(Path image) throws Exception {
        var raster = ImageIO.read(image.toFile()).getRaster();
        float[] input = new float[INPUT_SIDE * INPUT_SIDE];
        for (int y = 0; y < IMAGE_SIDE; y++) {
            for (int x = 0; x < IMAGE_SIDE; x++) {
                input[(y + BORDER) * INPUT_SIDE + x + BORDER] = raster.getSample(x, y, 0) / 255f;
            }
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(input), new long[] {1, 1, INPUT_SIDE, INPUT_SIDE});
                OrtSession.Result result = session.run(Map.of("input", tensor))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}

package io.hyps.runner.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * How fast this device computes: the least time of a few runs of two 3×3 convolutions of 64 channels on 56×56 pixels
 * (0.46 GFLOP), as in the middle of VGG16, with one thread. Takes less than a tenth of a second on the reference.
 */
public final class SpeedProbe {
    /** The name of the reference: the machine of docs/benchmarks.md, which has speed 1. */
    public static final String REFERENCE = "hyps-1";

    /** What a run takes there. */
    static final double REFERENCE_NANOS = 3.3e6;

    private static final String MODEL = "speed-1.onnx";
    private static final long[] SHAPE = {1, 64, 56, 56};
    private static final int BYTES = 64 * 56 * 56 * Float.BYTES;
    private static final int RUNS = 12;

    private SpeedProbe() {}

    /**
     * Measures.
     *
     * @return how many times as fast as the reference this device is
     * @throws IOException if ONNX Runtime cannot run the test
     */
    public static double run() throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        ByteBuffer input = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        try (OrtSession.SessionOptions options = SessionSettings.of(1, OptLevel.ALL_OPT, TensorAllocation.SINGLE);
                OrtSession session = environment.createSession(model(), options);
                OnnxTensor tensor = OnnxTensor.createTensor(environment, input, SHAPE, OnnxJavaType.FLOAT)) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                session.run(Map.of("x", tensor)).close();
                least = Math.min(least, System.nanoTime() - start);
            }
            return REFERENCE_NANOS / least;
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime cannot run the speed test: " + e.getMessage(), e);
        }
    }

    private static byte[] model() throws IOException {
        try (InputStream in = SpeedProbe.class.getResourceAsStream(MODEL)) {
            if (in == null) {
                throw new IOException("the speed test's model is not in this build");
            }
            return in.readAllBytes();
        }
    }
}

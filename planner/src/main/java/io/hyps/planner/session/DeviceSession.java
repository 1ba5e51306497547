package io.hyps.planner.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * An {@link OptimisedCopy} loaded as a device loads it, with inputs of its own, for measuring. Outputs are dropped where
 * they are made. Used by one thread at a time.
 */
public final class DeviceSession implements AutoCloseable {
    private static final long SEED = 11;

    private final Path file;
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;

    private DeviceSession(Path file, OrtSession session, Map<String, OnnxTensor> inputs) {
        this.file = file;
        this.session = session;
        this.inputs = inputs;
    }

    public static DeviceSession open(OptimisedCopy copy, DeviceSettings.Tensors tensors) throws SessionException {
        try (OrtSession.SessionOptions options = DeviceSettings.forOptimisedCopy(tensors)) {
            return open(copy.graph(), options);
        } catch (OrtException e) {
            throw SessionException.of("cannot load", copy.graph(), e);
        }
    }

    /**
     * Runs a copy with ONNX Runtime's profiler, a few times more if time is left.
     *
     * @param between happens between runs
     * @param leastRuns after a first one, which is slower
     * @param patience after which no further run begins
     * @return the trace, for {@link KernelRun#read}
     */
    public static Path trace(OptimisedCopy copy, Runnable between, int leastRuns, int mostRuns, Duration patience)
            throws SessionException {
        try (OrtSession.SessionOptions options = DeviceSettings.forOptimisedCopy(DeviceSettings.Tensors.KEPT)) {
            options.enableProfiling(copy.graph().resolveSibling("trace").toString());
            try (DeviceSession session = open(copy.graph(), options)) {
                session.run();
                long end = System.nanoTime() + patience.toNanos();
                for (int run = 0; run < mostRuns && (run < leastRuns || System.nanoTime() < end); run++) {
                    between.run();
                    session.run();
                }
                return Path.of(session.session.endProfiling());
            }
        } catch (OrtException e) {
            throw SessionException.of("cannot profile", copy.graph(), e);
        }
    }

    private static DeviceSession open(Path graph, OrtSession.SessionOptions options)
            throws OrtException, SessionException {
        OrtSession session = DeviceSettings.environment().createSession(graph.toString(), options);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            Random random = new Random(SEED);
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                inputs.put(input.getKey(), tensor(input.getKey(), input.getValue(), random));
            }
            return new DeviceSession(graph, session, inputs);
        } catch (OrtException | SessionException | RuntimeException e) {
            inputs.values().forEach(OnnxTensor::close);
            session.close();
            throw e;
        }
    }

    /** Runs once, in the thread that calls. */
    public void run() throws SessionException {
        try {
            session.run(inputs).close();
        } catch (OrtException e) {
            throw SessionException.of("cannot run", file, e);
        }
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing a session", e);
        }
    }

    /** Floats in [0, 1); anything else zero, which is an index into anything. */
    private static OnnxTensor tensor(String name, NodeInfo input, Random random) throws OrtException, SessionException {
        if (!(input.getInfo() instanceof TensorInfo info) || info.getNumElements() < 0) {
            throw new SessionException("input '" + name + "' is no tensor of a fixed shape");
        }
        int bytes = Math.toIntExact(Math.multiplyExact(info.getNumElements(), info.type.size));
        ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        switch (info.type) {
            case FLOAT -> {
                while (data.hasRemaining()) {
                    data.putFloat(random.nextFloat());
                }
            }
            case DOUBLE -> {
                while (data.hasRemaining()) {
                    data.putDouble(random.nextDouble());
                }
            }
            case STRING, UNKNOWN -> throw new SessionException("input '" + name + "' has elements of " + info.type);
            default -> data.position(data.limit());
        }
        return OnnxTensor.createTensor(DeviceSettings.environment(), data.flip(), info.getShape(), info.type);
    }
}

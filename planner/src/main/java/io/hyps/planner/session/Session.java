package io.hyps.planner.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An ONNX file loaded for execution on one thread. To be closed: its memory is native. Used by one thread at a time. */
public final class Session implements AutoCloseable {
    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private Session(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    public static Session open(Path file) throws SessionException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hyps");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            return new Session(file, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw failure("cannot load", file, e);
        }
    }

    /** What a run made, and how long ONNX Runtime took. */
    public record Outcome(Map<String, Tensor> outputs, long nanos) {
        public Outcome {
            outputs = Map.copyOf(outputs);
        }
    }

    /** @param inputs exactly those of the file, by name */
    public Outcome run(Map<String, Tensor> inputs) throws SessionException {
        Map<String, OnnxTensor> given = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                given.put(input.getKey(), toOnnx(input.getValue()));
            }
            long start = System.nanoTime();
            try (OrtSession.Result result = session.run(given)) {
                long nanos = System.nanoTime() - start;
                Map<String, Tensor> outputs = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    outputs.put(output.getKey(), fromOnnx(output.getKey(), output.getValue()));
                }
                return new Outcome(outputs, nanos);
            }
        } catch (OrtException e) {
            throw failure("cannot run", file, e);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing a session", e);
        }
    }

    private OnnxTensor toOnnx(Tensor tensor) throws OrtException, SessionException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(tensor.sizeBytes()).order(ByteOrder.nativeOrder());
        bytes.put(tensor.data()).flip();
        return OnnxTensor.createTensor(environment, bytes, tensor.shape().toArray(), javaType(tensor.type()));
    }

    private static OnnxJavaType javaType(ElementType type) throws SessionException {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case UINT16, UINT32, UINT64 ->
                throw new SessionException("a tensor of " + type
                        + " cannot be given to ONNX Runtime from Java: convert the model's input");
        };
    }

    private static Tensor fromOnnx(String name, OnnxValue value) throws SessionException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new SessionException("'" + name + "' is no tensor: " + value.getType());
        }
        try {
            return Tensor.of(
                    elementType(tensor.getInfo().onnxType),
                    Shape.of(tensor.getInfo().getShape()),
                    tensor.getByteBuffer());
        } catch (IllegalArgumentException e) {
            throw new SessionException("'" + name + "': " + e.getMessage(), e);
        }
    }

    /** By name: the numbers in ONNX Runtime's Java classes are not those of ONNX. */
    private static ElementType elementType(OnnxTensorType type) {
        String name = type.name().replaceFirst(".*_", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "float" -> ElementType.FLOAT32;
            case "double" -> ElementType.FLOAT64;
            default -> ElementType.parse(name);
        };
    }

    private static SessionException failure(String what, Path file, OrtException e) {
        String reason = String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        return new SessionException("ONNX Runtime " + what + " " + file.getFileName() + ": " + reason, e);
    }
}

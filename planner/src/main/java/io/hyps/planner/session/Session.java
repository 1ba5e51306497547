package io.hyps.planner.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.hyps.protocol.plan.TensorSpec;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * An ONNX file loaded for execution with the {@link DeviceSettings}. To be closed: its memory is native. Used by one
 * thread at a time.
 */
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
        OrtEnvironment environment = DeviceSettings.environment();
        try (OrtSession.SessionOptions options = DeviceSettings.forAnyFile()) {
            return new Session(file, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw SessionException.of("cannot load", file, e);
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
        return run(inputs, session.getOutputNames(), (result, nanos) -> {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                outputs.put(output.getKey(), fromOnnx(output.getKey(), output.getValue()));
            }
            return new Outcome(outputs, nanos);
        });
    }

    /**
     * Runs, and gives only the types and shapes of the outputs asked for; not of those that are no tensors or of a type
     * that cannot be sent.
     */
    public Map<String, TensorSpec> describe(Map<String, Tensor> inputs, Set<String> outputs) throws SessionException {
        return run(inputs, outputs, (result, nanos) -> {
            Map<String, TensorSpec> specs = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                if (output.getValue() instanceof OnnxTensor tensor && travels(tensor)) {
                    specs.put(output.getKey(), spec(output.getKey(), tensor));
                }
            }
            return specs;
        });
    }

    private interface Reading<T> {
        T read(OrtSession.Result result, long nanos) throws SessionException;
    }

    private <T> T run(Map<String, Tensor> inputs, Set<String> outputs, Reading<T> reading) throws SessionException {
        Map<String, OnnxTensor> given = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                given.put(input.getKey(), toOnnx(input.getValue()));
            }
            long start = System.nanoTime();
            try (OrtSession.Result result = session.run(given, outputs)) {
                return reading.read(result, System.nanoTime() - start);
            }
        } catch (OrtException e) {
            throw SessionException.of("cannot run", file, e);
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

    private static boolean travels(OnnxTensor tensor) {
        String name = name(tensor.getInfo().onnxType);
        return name.equals("float")
                || name.equals("double")
                || Stream.of(ElementType.values())
                        .anyMatch(type -> type.toString().equals(name));
    }

    private static TensorSpec spec(String name, OnnxTensor tensor) {
        return new TensorSpec(
                name,
                elementType(tensor.getInfo().onnxType),
                Shape.of(tensor.getInfo().getShape()));
    }

    /** By name: the numbers in ONNX Runtime's Java classes are not those of ONNX. */
    private static ElementType elementType(OnnxTensorType type) {
        String name = name(type);
        return switch (name) {
            case "float" -> ElementType.FLOAT32;
            case "double" -> ElementType.FLOAT64;
            default -> ElementType.parse(name);
        };
    }

    private static String name(OnnxTensorType type) {
        return type.name().replaceFirst(".*_", "").toLowerCase(Locale.ROOT);
    }
}

package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A partition loaded into ONNX Runtime, set for little memory: external weights are mapped, nothing is prepacked, no
 * arena keeps what a frame has used. For one thread at a time.
 */
public final class PartitionSession implements AutoCloseable {
    private final OrtSession session;
    private final List<InputSlot> inputs;
    private final List<TensorSpec> outputs;

    private PartitionSession(OrtSession session, List<InputSlot> inputs, List<TensorSpec> outputs) {
        this.session = session;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Loads a slice.
     *
     * @param threads that compute one operator
     * @throws RefusedException if the file is no ONNX model or not of the plan's names, types and shapes
     */
    public static PartitionSession open(SliceForm slice, Plan plan, Partition partition, int threads)
            throws RefusedException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = SessionSettings.of(threads, level(slice.mode()))) {
            OrtSession session = environment.createSession(slice.graph().toString(), options);
            List<InputSlot> slots = new ArrayList<>();
            try {
                List<TensorSpec> inputs = specs(plan, partition.inputs());
                List<TensorSpec> outputs = specs(plan, partition.outputs());
                SignatureCheck.check("input", inputs, session.getInputInfo());
                SignatureCheck.check("output", outputs, session.getOutputInfo());
                for (TensorSpec input : inputs) {
                    slots.add(InputSlot.open(
                            environment, input, JavaTypes.of(input.type()).orElseThrow()));
                }
                return new PartitionSession(session, List.copyOf(slots), outputs);
            } catch (RefusedException | OrtException | RuntimeException | OutOfMemoryError e) {
                slots.forEach(InputSlot::close);
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new RefusedException(
                    RefusalReason.BAD_SLICE,
                    "ONNX Runtime cannot load partition '" + partition.id() + "': " + line(e),
                    e);
        }
    }

    /**
     * Computes the partition for one frame.
     *
     * @param given a tensor for each input
     * @return a tensor for each output, in memory of its own
     * @throws ComputeException if ONNX Runtime fails, or gives another shape than the plan says
     */
    public Map<String, Tensor> run(Map<String, Tensor> given) throws ComputeException {
        Map<String, OnnxTensor> filled = new HashMap<>();
        for (InputSlot slot : inputs) {
            Tensor tensor = given.get(slot.name());
            if (tensor == null) {
                throw new ComputeException("input '" + slot.name() + "' is not there");
            }
            filled.put(slot.name(), slot.fill(tensor));
        }
        try (OrtSession.Result result = session.run(filled)) {
            Map<String, Tensor> made = new LinkedHashMap<>();
            for (TensorSpec output : outputs) {
                OnnxValue value = result.get(output.name()).orElseThrow();
                made.put(output.name(), copy(output, value));
            }
            return made;
        } catch (OrtException e) {
            throw new ComputeException(line(e), e);
        }
    }

    @Override
    public void close() {
        inputs.forEach(InputSlot::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing an ONNX Runtime session", e);
        }
    }

    private static Tensor copy(TensorSpec output, OnnxValue value) throws ComputeException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new ComputeException("output '" + output.name() + "' is no tensor");
        }
        long[] shape = tensor.getInfo().getShape();
        if (!Arrays.equals(shape, output.shape().toArray())) {
            throw new ComputeException("output '" + output.name() + "' has shape " + Arrays.toString(shape)
                    + ", wanted " + output.shape());
        }
        return Tensor.of(output.type(), output.shape(), tensor.getByteBuffer());
    }

    private static OptLevel level(SliceForm.Mode mode) {
        return switch (mode) {
            case LEAN -> OptLevel.BASIC_OPT;
            case DIRECT -> OptLevel.ALL_OPT;
            case FAST -> OptLevel.NO_OPT;
        };
    }

    private static List<TensorSpec> specs(Plan plan, List<String> names) {
        return names.stream().map(plan::tensor).toList();
    }

    private static String line(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

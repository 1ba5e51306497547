package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A partition loaded into ONNX Runtime, set for little memory: external weights are mapped, nothing is prepacked. For one
 * thread at a time.
 */
public final class PartitionSession implements AutoCloseable {
    private final OrtSession session;
    private final List<InputSlot> inputs;
    private final List<OutputSlot> outputs;

    private PartitionSession(OrtSession session, List<InputSlot> inputs, List<OutputSlot> outputs) {
        this.session = session;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Loads a slice.
     *
     * @param threads that compute one operator
     * @param arena whether ONNX Runtime keeps the memory of a frame's tensors for the next: much faster where the system is slow
     *     to give memory, for up to twice as much of it
     * @throws RefusedException if the file is no ONNX model or not of the plan's names, types and shapes
     */
    public static PartitionSession open(SliceForm slice, Plan plan, Partition partition, int threads, boolean arena)
            throws RefusedException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = SessionSettings.of(threads, level(slice.mode()), arena)) {
            OrtSession session = environment.createSession(slice.graph().toString(), options);
            PartitionSession opened = new PartitionSession(session, new ArrayList<>(), new ArrayList<>());
            try {
                List<TensorSpec> inputs = specs(plan, partition.inputs());
                List<TensorSpec> outputs = specs(plan, partition.outputs());
                SignatureCheck.check("input", inputs, session.getInputInfo());
                SignatureCheck.check("output", outputs, session.getOutputInfo());
                for (TensorSpec input : inputs) {
                    opened.inputs.add(InputSlot.open(
                            environment, input, JavaTypes.of(input.type()).orElseThrow()));
                }
                for (TensorSpec output : outputs) {
                    opened.outputs.add(OutputSlot.open(environment, output));
                }
                return opened;
            } catch (RefusedException | OrtException | RuntimeException | OutOfMemoryError e) {
                opened.close();
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
     * @return a tensor for each output, which the next run overwrites
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
        Map<String, OnnxTensor> written = new HashMap<>();
        outputs.forEach(slot -> written.put(slot.name(), slot.tensor()));
        // closing the result leaves tensors that were given open
        try (OrtSession.Result result = session.run(filled, Set.of(), written)) {
            Map<String, Tensor> made = new LinkedHashMap<>();
            outputs.forEach(slot -> made.put(slot.name(), slot.view()));
            return made;
        } catch (OrtException e) {
            throw new ComputeException(line(e), e);
        }
    }

    @Override
    public void close() {
        inputs.forEach(InputSlot::close);
        outputs.forEach(OutputSlot::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing an ONNX Runtime session", e);
        }
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

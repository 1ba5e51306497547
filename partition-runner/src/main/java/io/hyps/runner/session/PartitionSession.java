package io.hyps.runner.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A partition loaded into ONNX Runtime, set for little memory: external weights are mapped, nothing is prepacked. For one
 * thread at a time.
 */
public final class PartitionSession implements AutoCloseable {
    private final OrtSession session;
    private final List<OnnxTensor> weights;
    private final List<InputSlot> inputs = new ArrayList<>();
    private final List<OutputSlot> outputs = new ArrayList<>();

    private PartitionSession(OrtSession session, List<OnnxTensor> weights) {
        this.session = session;
        this.weights = weights;
    }

    /**
     * Native memory that is given to a session, to be used by others while it does not run.
     *
     * @param weights holds the file of the slice's weights whenever the session runs; none if they are to be mapped
     * @param tensors at least of {@link #tensorBytes}
     */
    public record Place(Optional<ByteBuffer> weights, ByteBuffer tensors) {}

    /**
     * Loads a slice.
     *
     * @param threads that compute one operator
     * @throws RefusedException if the file is no ONNX model or not of the plan's names, types and shapes
     */
    public static PartitionSession open(
            SliceForm slice, Plan plan, Partition partition, int threads, TensorAllocation allocation)
            throws RefusedException {
        try (OrtSession.SessionOptions options = SessionSettings.of(threads, level(slice.mode()), allocation)) {
            return open(slice, plan, partition, options, List.of(), SlotMemory.own());
        } catch (OrtException e) {
            throw unloadable(partition, e);
        }
    }

    /**
     * Loads a slice into a place that the session keeps. If its weights are there already nothing is optimised, as that
     * could copy weights: a slice with convolutions is best given as an optimised copy.
     *
     * @throws RefusedException as without a place, and if the weights are not all within it
     */
    public static PartitionSession open(SliceForm slice, Plan plan, Partition partition, int threads, Place place)
            throws RefusedException {
        List<OnnxTensor> weights = new ArrayList<>();
        OptLevel level = place.weights().isPresent() ? OptLevel.NO_OPT : level(slice.mode());
        try (OrtSession.SessionOptions options = SessionSettings.of(threads, level, TensorAllocation.SINGLE)) {
            if (place.weights().isPresent()) {
                for (ExternalWeight weight : SliceWeights.read(slice.graph()).external()) {
                    Optional<OnnxTensor> tensor = weight.within(place.weights().get());
                    if (tensor.isPresent()) {
                        weights.add(tensor.get());
                        options.addInitializer(weight.name(), tensor.get());
                    }
                }
            }
            return open(slice, plan, partition, options, weights, SlotMemory.within(place.tensors()));
        } catch (OrtException | IOException e) {
            weights.forEach(OnnxTensor::close);
            throw unloadable(partition, e);
        } catch (RefusedException | RuntimeException | OutOfMemoryError e) {
            weights.forEach(OnnxTensor::close);
            throw e;
        }
    }

    /**
     * Loads a slice and lets it go again, so that what is wrong with it is known before its turn.
     *
     * @throws RefusedException as if it were opened
     */
    public static void prove(SliceForm slice, Plan plan, Partition partition, int threads) throws RefusedException {
        try (OrtSession.SessionOptions options =
                        SessionSettings.of(threads, level(slice.mode()), TensorAllocation.SINGLE);
                OrtSession session = OrtEnvironment.getEnvironment()
                        .createSession(slice.graph().toString(), options)) {
            int frames = partition.framesAtOnce();
            SignatureCheck.check("input", specs(plan, partition.inputs()), session.getInputInfo(), frames);
            SignatureCheck.check("output", specs(plan, partition.outputs()), session.getOutputInfo(), frames);
        } catch (OrtException e) {
            throw unloadable(partition, e);
        }
    }

    /**
     * What a {@link Place} has to have for a partition's inputs and outputs.
     *
     * @throws RefusedException if that is more than one buffer can have
     */
    public static int tensorBytes(Plan plan, Partition partition) throws RefusedException {
        List<String> names = Stream.of(partition.inputs(), partition.outputs())
                .flatMap(List::stream)
                .toList();
        long bytes = 0;
        for (TensorSpec spec : specs(plan, names)) {
            bytes += SlotMemory.aligned(Math.min(spec.sizeBytes(), Integer.MAX_VALUE));
            if (bytes > Integer.MAX_VALUE) {
                throw new RefusedException(
                        RefusalReason.UNSUPPORTED,
                        "partition '" + partition.id() + "' takes and gives more than " + Integer.MAX_VALUE
                                + " bytes, which one buffer can have; cut the model elsewhere");
            }
        }
        return (int) bytes;
    }

    private static PartitionSession open(
            SliceForm slice,
            Plan plan,
            Partition partition,
            OrtSession.SessionOptions options,
            List<OnnxTensor> weights,
            SlotMemory memory)
            throws OrtException, RefusedException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(slice.graph().toString(), options);
        PartitionSession opened = new PartitionSession(session, weights);
        try {
            List<TensorSpec> inputs = specs(plan, partition.inputs());
            List<TensorSpec> outputs = specs(plan, partition.outputs());
            int frames = partition.framesAtOnce();
            SignatureCheck.check("input", inputs, session.getInputInfo(), frames);
            SignatureCheck.check("output", outputs, session.getOutputInfo(), frames);
            for (TensorSpec input : inputs) {
                opened.inputs.add(InputSlot.open(environment, input, frames, memory));
            }
            for (TensorSpec output : outputs) {
                opened.outputs.add(OutputSlot.open(environment, output, frames, memory));
            }
            return opened;
        } catch (RefusedException | OrtException | RuntimeException | OutOfMemoryError e) {
            opened.close();
            throw e;
        }
    }

    private static RefusedException unloadable(Partition partition, Exception e) {
        return new RefusedException(
                RefusalReason.BAD_SLICE, "ONNX Runtime cannot load partition '" + partition.id() + "': " + line(e), e);
    }

    /**
     * Computes the partition for one frame.
     *
     * @param given a tensor for each input
     * @return a tensor for each output, which the next run overwrites
     * @throws ComputeException if an input cannot be decoded, or ONNX Runtime fails
     */
    public Map<String, Tensor> run(Map<String, EncodedTensor> given) throws ComputeException {
        return run(List.of(given)).get(0);
    }

    /**
     * Computes the partition for several frames at once.
     *
     * @param given by frame, of at most as many as the plan says: a tensor for each input
     * @return by frame: a tensor for each output, which the next run overwrites
     * @throws ComputeException if an input of any frame cannot be decoded, or ONNX Runtime fails
     */
    public List<Map<String, Tensor>> run(List<Map<String, EncodedTensor>> given) throws ComputeException {
        int frames = given.size();
        for (int frame = 0; frame < frames; frame++) {
            for (InputSlot slot : inputs) {
                EncodedTensor tensor = given.get(frame).get(slot.name());
                if (tensor == null) {
                    throw new ComputeException("input '" + slot.name() + "' is not there");
                }
                slot.fill(frame, tensor);
            }
        }
        try {
            compute(frames);
        } catch (OrtException e) {
            throw new ComputeException(line(e), e);
        }
        List<Map<String, Tensor>> made = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            for (OutputSlot slot : outputs) {
                own.put(slot.name(), slot.view(frame));
            }
            made.add(own);
        }
        return made;
    }

    private void compute(int frames) throws OrtException {
        Map<String, OnnxTensor> filled = new HashMap<>();
        for (InputSlot slot : inputs) {
            filled.put(slot.name(), slot.tensor(frames));
        }
        Map<String, OnnxTensor> written = new HashMap<>();
        for (OutputSlot slot : outputs) {
            written.put(slot.name(), slot.tensor(frames));
        }
        // closing the result leaves tensors that were given open
        session.run(filled, Set.of(), written).close();
    }

    @Override
    public void close() {
        inputs.forEach(InputSlot::close);
        outputs.forEach(OutputSlot::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing an ONNX Runtime session", e);
        } finally {
            weights.forEach(OnnxTensor::close);
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

    private static String line(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

package io.hyps.planner.verify;

import io.hyps.planner.session.Session;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Slices that may compute several frames at once, beside themselves with one frame at a time. */
final class BatchRuns {
    /** Of one tensor of all frames together: it is held on the heap and beside it. */
    private static final long MOST_BYTES = 64 << 20;

    private BatchRuns() {}

    /**
     * Runs each with as many frames as it may, the samples over and over; with fewer, but two at least, where its tensors are
     * large.
     *
     * @param tensors of each sample, by name: all inputs of all partitions
     * @return the first difference beyond the tolerance; empty if there is none
     * @throws SessionException if ONNX Runtime cannot run a slice with one frame
     */
    static Optional<String> difference(PlanFolder folder, List<Map<String, Tensor>> tensors) throws SessionException {
        for (Partition partition : folder.plan().partitions()) {
            if (partition.framesAtOnce() > 1) {
                Optional<String> difference = difference(folder, partition, tensors);
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(
            PlanFolder folder, Partition partition, List<Map<String, Tensor>> tensors) throws SessionException {
        int frames = frames(folder, partition);
        try (Session session = Session.open(folder.graphFile(partition))) {
            List<Map<String, Tensor>> alone = new ArrayList<>();
            for (Map<String, Tensor> known : tensors) {
                alone.add(session.run(SliceRuns.inputs(known, partition)).outputs());
            }
            Map<String, Tensor> together = new LinkedHashMap<>();
            for (String input : partition.inputs()) {
                together.put(input, stacked(input, frames, tensors));
            }
            Map<String, Tensor> outputs;
            try {
                outputs = session.run(together).outputs();
            } catch (SessionException e) {
                return Optional.of("partition '" + partition.id() + "' cannot compute " + frames + " frames at once ("
                        + e.getMessage() + "): plan without --max-batch");
            }
            for (String output : partition.outputs()) {
                Tensor all = SliceRuns.required(outputs, output);
                TensorSpec spec = folder.plan().tensor(output);
                for (int i = 0; i < frames; i++) {
                    Difference difference = Difference.between(
                            SliceRuns.required(alone.get(i % alone.size()), output), row(all, spec, i, frames), 0);
                    if (!difference.withinTolerance()) {
                        return Optional.of("output '" + output + "' of partition '" + partition.id() + "' with "
                                + frames + " frames at once differs by " + difference.maxAbs() + " ("
                                + difference.maxRel() + " of its largest element) from one at a time: plan without"
                                + " --max-batch");
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static int frames(PlanFolder folder, Partition partition) {
        long largestBytes = Stream.of(partition.inputs(), partition.outputs())
                .flatMap(List::stream)
                .mapToLong(name -> folder.plan().tensor(name).sizeBytes())
                .max()
                .orElse(0);
        return (int) Math.max(2, Math.min(partition.framesAtOnce(), MOST_BYTES / Math.max(1, largestBytes)));
    }

    private static Tensor stacked(String name, int frames, List<Map<String, Tensor>> tensors) {
        Tensor first = SliceRuns.required(tensors.get(0), name);
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(first.sizeBytes(), frames));
        for (int i = 0; i < frames; i++) {
            data.put(SliceRuns.required(tensors.get(i % tensors.size()), name).data());
        }
        List<Long> dimensions = new ArrayList<>(first.shape().dimensions());
        dimensions.set(0, (long) frames);
        return Tensor.of(first.type(), new Shape(dimensions), data.flip());
    }

    /** A frame's part; all of it, of a shape that differs from the plan's, if it has not as many rows as frames. */
    private static Tensor row(Tensor all, TensorSpec spec, int index, int frames) {
        int bytes = Math.toIntExact(spec.sizeBytes());
        return all.sizeBytes() == (long) bytes * frames
                ? Tensor.of(spec.type(), spec.shape(), all.data().slice(index * bytes, bytes))
                : all;
    }
}

package io.hyps.planner.verify;

import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan's slices run one after another; one session is open at a time.
 *
 * @param tensors of each sample, by name: its inputs and all that a partition made of them, as their encodings leave them
 * @param partitionNanos the median time of each partition, by its id
 */
public record SliceRuns(List<Map<String, Tensor>> tensors, Map<String, Long> partitionNanos) {
    public SliceRuns {
        tensors = List.copyOf(tensors);
        partitionNanos = Map.copyOf(partitionNanos);
    }

    /**
     * Runs them.
     *
     * @param samples at least one; each holds all inputs of the model, of the plan's types and shapes
     * @throws SessionException if ONNX Runtime refuses a file
     */
    public static SliceRuns of(PlanFolder folder, List<Map<String, Tensor>> samples) throws SessionException {
        List<Map<String, Tensor>> tensors = new ArrayList<>();
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        folder.plan().tensors().forEach(spec -> encodings.put(spec.name(), spec.travelsAs()));
        samples.forEach(sample -> tensors.add(Transit.carried(sample, encodings)));
        Map<String, Long> nanos = new LinkedHashMap<>();
        for (Partition partition : folder.plan().partitions()) {
            Runs runs = Runs.of(
                    folder.graphFile(partition),
                    tensors.stream().map(known -> inputs(known, partition)).toList());
            for (int i = 0; i < tensors.size(); i++) {
                tensors.get(i).putAll(Transit.carried(runs.outputs().get(i), encodings));
            }
            nanos.put(partition.id(), runs.medianNanos());
        }
        return new SliceRuns(tensors, nanos);
    }

    static Map<String, Tensor> inputs(Map<String, Tensor> known, Partition partition) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (String name : partition.inputs()) {
            Tensor tensor = known.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("the sample has no tensor '" + name + "'");
            }
            inputs.put(name, tensor);
        }
        return inputs;
    }

    static Tensor required(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("no tensor '" + name + "' was made");
        }
        return tensor;
    }
}

package io.hyps.protocol.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that a plan's parts fit together: every tensor is there before it is used, and made once. */
final class PlanCheck {
    private PlanCheck() {}

    static void check(
            List<String> inputs,
            List<String> outputs,
            int shards,
            List<TensorSpec> tensors,
            List<Partition> partitions) {
        if (inputs.isEmpty() || outputs.isEmpty() || partitions.isEmpty()) {
            throw new IllegalArgumentException("a plan has at least one input, one output and one partition");
        }
        Set<String> known = new HashSet<>();
        for (TensorSpec tensor : tensors) {
            require(known.add(tensor.name()), "tensor '" + tensor.name() + "' stands twice in 'tensors'");
            require(
                    tensor.encoding() == null || !outputs.contains(tensor.name()),
                    "the model's output '" + tensor.name() + "' has an encoding: outputs travel raw");
        }
        Set<String> available = new HashSet<>();
        inputs.forEach(input -> requireNew(available, known, input, "the model's inputs"));
        Set<String> ids = new HashSet<>();
        for (Partition partition : partitions) {
            String id = partition.id();
            require(ids.add(id), "partition '" + id + "' stands twice");
            require(
                    shards % partition.replicas().size() == 0,
                    "partition '" + id + "' has " + partition.replicas().size() + " replicas, which do not divide the "
                            + shards + " shards");
            for (String input : partition.inputs()) {
                require(
                        available.contains(input),
                        "input '" + input + "' of partition '" + id + "' is made by no partition before it");
            }
            partition.outputs().forEach(output -> requireNew(available, known, output, "partition '" + id + "'"));
        }
        for (String output : outputs) {
            require(available.contains(output), "the model's output '" + output + "' is made by no partition");
        }
    }

    /** Frames are the rows of their tensors, and partitions in turns have no memory for several. */
    static void checkBatches(Residency residency, List<TensorSpec> tensors, List<Partition> partitions) {
        for (Partition partition : partitions) {
            if (partition.framesAtOnce() == 1) {
                continue;
            }
            String what = "partition '" + partition.id() + "' has a 'maxBatch' of " + partition.framesAtOnce();
            require(residency == Residency.RESIDENT, what + " and takes turns: those compute one frame at a time");
            for (TensorSpec tensor : tensors) {
                boolean own = partition.inputs().contains(tensor.name())
                        || partition.outputs().contains(tensor.name());
                List<Long> dimensions = tensor.shape().dimensions();
                require(
                        !own || (!dimensions.isEmpty() && dimensions.get(0) == 1),
                        what + ", but its tensor '" + tensor.name() + "' " + tensor.shape()
                                + " is not one row a frame");
            }
        }
    }

    private static void requireNew(Set<String> available, Set<String> known, String tensor, String maker) {
        require(known.contains(tensor), "tensor '" + tensor + "' of " + maker + " is not in 'tensors'");
        require(available.add(tensor), "tensor '" + tensor + "' of " + maker + " is made twice");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

package io.hyps.gateway.collect;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.StageTime;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers the model's outputs for one attempt at a frame. Not safe for use from many threads. */
public final class OutputJoin {
    private final Plan plan;
    private final Set<String> partitions;
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final Map<String, StageTime> stages = new LinkedHashMap<>();

    public OutputJoin(Plan plan) {
        this.plan = plan;
        this.partitions = plan.partitions().stream().map(Partition::id).collect(Collectors.toSet());
    }

    /** Takes an output of this attempt. */
    public Outcome offer(TensorMessage.Data data) {
        String name = data.address().tensor();
        if (!plan.outputs().contains(name)) {
            return new Outcome.Wrong("tensor '" + name + "' is no output of the model");
        }
        if (outputs.containsKey(name)) {
            return new Outcome.Duplicate();
        }
        TensorSpec wanted = plan.tensor(name);
        EncodedTensor content = data.content();
        if (content.encoding() != Encoding.RAW
                || content.type() != wanted.type()
                || !content.shape().equals(wanted.shape())) {
            return new Outcome.Wrong(
                    "output '" + name + "' is " + content + ", the plan says " + wanted.type() + wanted.shape());
        }
        outputs.put(name, data.tensor());
        data.stages().stream()
                .filter(stage -> partitions.contains(stage.partition()))
                .forEach(stage -> stages.putIfAbsent(stage.partition(), stage));
        return outputs.size() == plan.outputs().size()
                ? new Outcome.Complete(inPlansOrder(), List.copyOf(stages.values()))
                : new Outcome.Waiting();
    }

    private Map<String, Tensor> inPlansOrder() {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        outputs.entrySet().stream()
                .sorted((a, b) -> Integer.compare(
                        plan.outputs().indexOf(a.getKey()), plan.outputs().indexOf(b.getKey())))
                .forEach(output -> ordered.put(output.getKey(), output.getValue()));
        return ordered;
    }

    /** What an output brought about. */
    public sealed interface Outcome {
        /** Others are missing. */
        record Waiting() implements Outcome {}

        /** It was there already. */
        record Duplicate() implements Outcome {}

        /** It is not what the plan says; the attempt cannot succeed. */
        record Wrong(String reason) implements Outcome {}

        /** All outputs are there, in the plan's order. */
        record Complete(Map<String, Tensor> outputs, List<StageTime> stages) implements Outcome {}
    }
}

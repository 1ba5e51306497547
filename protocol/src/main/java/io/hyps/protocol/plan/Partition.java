package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the model's graph.
 *
 * @param id unique in the plan
 * @param replicas the devices that run it, by the plan's names for them; replica i takes the shards with
 *     {@code shard mod replicas = i}
 * @param inputs the tensors it waits for
 * @param outputs the tensors it publishes
 * @param nodes how many of the graph's nodes it holds
 * @param weightsBytes of its weights
 * @param peakMemoryBytes its weights and the most that its tensors take at any instant, of as many frames as it may compute
 *     at once
 * @param maxBatch how many frames it may compute at once, each a row of its tensors; none if that is one
 */
public record Partition(
        String id,
        List<String> replicas,
        List<String> inputs,
        List<String> outputs,
        int nodes,
        long weightsBytes,
        long peakMemoryBytes,
        SliceRef slice,
        @Nullable Integer maxBatch) {
    /** The most frames that a partition may compute at once. */
    public static final int MOST_FRAMES = 64;

    public Partition {
        TopicLevel.requireIdentifier("partition", Required.field("id", id));
        replicas = List.copyOf(Required.field("replicas", replicas));
        inputs = distinct("inputs", inputs);
        outputs = distinct("outputs", outputs);
        distinct("replicas", replicas);
        replicas.forEach(device -> TopicLevel.requireIdentifier("device", device));
        Required.notNegative("nodes", nodes);
        Required.notNegative("weightsBytes", weightsBytes);
        Required.notNegative("peakMemoryBytes", peakMemoryBytes);
        Required.field("slice", slice);
        if (maxBatch != null && (maxBatch < 1 || maxBatch > MOST_FRAMES)) {
            throw new IllegalArgumentException("field 'maxBatch' is " + maxBatch + ": use 1 to " + MOST_FRAMES);
        }
        if (maxBatch != null && maxBatch == 1) {
            maxBatch = null; // one form for one plan, so that its digest is one
        }
    }

    /** One frame at a time. */
    public Partition(
            String id,
            List<String> replicas,
            List<String> inputs,
            List<String> outputs,
            int nodes,
            long weightsBytes,
            long peakMemoryBytes,
            SliceRef slice) {
        this(id, replicas, inputs, outputs, nodes, weightsBytes, peakMemoryBytes, slice, null);
    }

    /** How many frames it may compute at once. */
    public int framesAtOnce() {
        return maxBatch == null ? 1 : maxBatch;
    }

    /** Whether the device runs this partition for frames of the shard. */
    public boolean takes(String device, int shard) {
        int replica = replicas.indexOf(device);
        return replica >= 0 && shard % replicas.size() == replica;
    }

    private static List<String> distinct(String field, List<String> names) {
        List<String> copy = List.copyOf(Required.field(field, names));
        if (copy.isEmpty() || new HashSet<>(copy).size() != copy.size()) {
            throw new IllegalArgumentException("field '" + field + "' is empty or names one twice: " + copy);
        }
        return copy;
    }
}

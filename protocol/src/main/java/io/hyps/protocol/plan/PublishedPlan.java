package io.hyps.protocol.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.topic.TopicLevel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A plan in force for one epoch, on real devices. Retained on {@link io.hyps.protocol.topic.Topic.Plan}.
 *
 * @param bindings the device that stands for each of the plan's names
 */
public record PublishedPlan(Epoch epoch, Sha256 planId, Map<String, String> bindings, Plan plan) {
    public PublishedPlan {
        Required.field("epoch", epoch);
        Required.field("planId", planId);
        Required.field("plan", plan);
        bindings = Map.copyOf(Required.field("bindings", bindings));
        if (!bindings.keySet().equals(plan.devices())) {
            throw new IllegalArgumentException("field 'bindings' is of "
                    + bindings.keySet().stream().sorted().toList() + ", the plan's devices are " + plan.devices());
        }
        bindings.values().forEach(device -> TopicLevel.requireIdentifier("device", device));
        if (new HashSet<>(bindings.values()).size() != bindings.size()) {
            throw new IllegalArgumentException("field 'bindings' gives one device two parts of the plan");
        }
    }

    /**
     * Reads a published plan and proves its digest.
     *
     * @throws MalformedMessageException if a field is unknown or wrong, or the plan is not the one that its id names
     */
    public static PublishedPlan decode(byte[] json) throws MalformedMessageException {
        PublishedPlan published = Json.decodeStrictly("plan", json, PublishedPlan.class);
        Sha256 actual = published.plan.id();
        if (!actual.equals(published.planId)) {
            throw new MalformedMessageException(
                    "plan refused: its digest is " + actual + ", field 'planId' says " + published.planId);
        }
        return published;
    }

    /** The partitions that a real device runs; none if the plan does not use it. */
    public List<Partition> partitionsOf(String device) {
        return names(device).flatMap(plan::partitionsOf).toList();
    }

    /** Whether a real device runs the partition for frames of the shard. */
    public boolean takes(String device, Partition partition, int shard) {
        return names(device).anyMatch(name -> partition.takes(name, shard));
    }

    /** @throws IllegalArgumentException if the plan has no such device */
    public String deviceFor(String name) {
        String device = bindings.get(name);
        if (device == null) {
            throw new IllegalArgumentException("the plan has no device '" + ForeignText.printable(name) + "'");
        }
        return device;
    }

    private Stream<String> names(String device) {
        return bindings.entrySet().stream()
                .filter(b -> b.getValue().equals(device))
                .map(Map.Entry::getKey);
    }
}

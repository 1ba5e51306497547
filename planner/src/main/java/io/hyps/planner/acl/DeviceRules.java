package io.hyps.planner.acl;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** What a device may do: its own status and slices, the inputs and outputs of its own partitions, nothing else. */
final class DeviceRules {
    private DeviceRules() {}

    static List<Rule> of(String device, Collection<PublishedPlan> plans) {
        Topic holder = new Topic.ClientHolder("hyps-runner-" + device);
        Rules rules = new Rules()
                .hear(Topic.Plan.ALL_FILTER, new Topic.SliceChunks(device), holder)
                .send(
                        new Topic.DeviceStatus(device),
                        new Topic.SliceRequests(device),
                        new Topic.BandwidthProbe(device),
                        holder);
        for (PublishedPlan plan : plans) {
            for (Partition partition : plan.partitionsOf(device)) {
                add(rules, device, plan, partition);
            }
        }
        return rules.all();
    }

    private static void add(Rules rules, String device, PublishedPlan published, Partition partition) {
        Plan plan = published.plan();
        for (String input : partition.inputs()) {
            for (String topic : tensor(device, published, partition, input)) {
                rules.hearWithin(topic);
            }
        }
        for (String output : partition.outputs()) {
            if (isInput(plan, output)) {
                tensor(device, published, partition, output).forEach(rules::send);
            }
            if (plan.outputs().contains(output)) {
                rules.send(toGateways(output));
            }
        }
        // where it says that it has failed
        rules.send(toGateways(partition.outputs().get(0)));
    }

    private static boolean isInput(Plan plan, String tensor) {
        return plan.partitions().stream().anyMatch(p -> p.inputs().contains(tensor));
    }

    private static String toGateways(String tensor) {
        return Topic.ROOT + "/gateways/+/outputs/" + TopicLevel.encode(tensor);
    }

    /** All shards in one, or those of this replica. */
    private static List<String> tensor(String device, PublishedPlan published, Partition partition, String tensor) {
        Plan plan = published.plan();
        if (partition.replicas().size() == 1) {
            String first = new Topic.Tensor(plan.model().name(), published.epoch(), tensor, 0).toString();
            return List.of(first.substring(0, first.lastIndexOf('/')) + "/+");
        }
        return IntStream.range(0, plan.shards())
                .filter(shard -> published.takes(device, partition, shard))
                .mapToObj(shard -> new Topic.Tensor(plan.model().name(), published.epoch(), tensor, shard).toString())
                .toList();
    }
}

package io.hyps.runner.dataflow;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The partitions on this device that take turns. For one thread at a time. */
final class TurnTakers {
    private final String device;
    private final TreeMap<Lane, LoadedPartition> partitions = new TreeMap<>();

    TurnTakers(String device) {
        this.device = device;
    }

    void add(LoadedPartition partition) {
        partitions.put(partition.lane(), partition);
    }

    void remove(LoadedPartition partition) {
        partitions.remove(partition.lane());
    }

    /**
     * The partitions that a firing's outputs come back to, and that wait for nothing from other devices: these will fire
     * soon.
     */
    List<LoadedPartition> after(Firing firing) {
        LoadedPartition done = firing.partition();
        int shard = firing.key().frame().shard(done.published().plan().shards());
        return partitions.values().stream()
                .filter(next -> next.lane().plan() == done.lane().plan())
                .filter(next -> next.partition().inputs().stream()
                        .anyMatch(done.partition().outputs()::contains))
                .filter(next -> done.published().takes(device, next.partition(), shard))
                .filter(next -> next.partition().inputs().stream().allMatch(input -> isFromHere(next, input, shard)))
                .toList();
    }

    private boolean isFromHere(LoadedPartition next, String input, int shard) {
        Plan plan = next.published().plan();
        Optional<Partition> producer = plan.route(input).producer();
        return producer.isEmpty() || next.published().takes(device, producer.get(), shard);
    }
}

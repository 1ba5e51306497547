package io.hyps.runner.dataflow;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The partitions on this device that take turns. For one thread at a time. */
final class TurnTakers {
    private final String device;
    private final TreeMap<Lane, LoadedPartition> partitions = new TreeMap<>();
    /** By lane and shard, found once: with a layer in many parts that is long work. */
    private final Map<Lane, Map<Integer, List<LoadedPartition>>> successors = new HashMap<>();

    TurnTakers(String device) {
        this.device = device;
    }

    void add(LoadedPartition partition) {
        partitions.put(partition.lane(), partition);
        successors.clear();
    }

    void remove(LoadedPartition partition) {
        partitions.remove(partition.lane());
        successors.clear();
    }

    /**
     * The partitions that a firing's outputs come back to, and that wait for nothing from other devices: these will fire
     * soon.
     */
    List<LoadedPartition> after(Firing firing) {
        LoadedPartition done = firing.partition();
        int shard = firing.key().frame().shard(done.published().plan().shards());
        return successors
                .computeIfAbsent(done.lane(), lane -> new HashMap<>())
                .computeIfAbsent(shard, s -> after(done, s));
    }

    private List<LoadedPartition> after(LoadedPartition done, int shard) {
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

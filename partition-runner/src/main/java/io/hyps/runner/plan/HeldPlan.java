package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.runner.budget.Demand;
import io.hyps.runner.dataflow.LoadedPartition;
import java.util.ArrayList;
import java.util.List;

/** This device's part of a plan, as far as it has come. For one thread at a time. */
final class HeldPlan {
    private final PublishedPlan published;
    private final List<Partition> partitions;
    private final List<Runnable> closings = new ArrayList<>();
    private final List<Runnable> givings = new ArrayList<>();
    private final List<LoadedPartition> loaded = new ArrayList<>();
    private final List<MqttLink.Subscription> subscriptions = new ArrayList<>();

    HeldPlan(PublishedPlan published, String device) {
        this.published = published;
        this.partitions = published.partitionsOf(device);
    }

    PublishedPlan published() {
        return published;
    }

    String model() {
        return published.plan().model().name();
    }

    Epoch epoch() {
        return published.epoch();
    }

    List<Partition> partitions() {
        return partitions;
    }

    List<LoadedPartition> loaded() {
        return loaded;
    }

    List<MqttLink.Subscription> subscriptions() {
        return subscriptions;
    }

    boolean inTurns() {
        return published.plan().residency() == Residency.TURNS && partitions.size() > 1;
    }

    Demand demand() {
        boolean turns = inTurns();
        return partitions.stream()
                .map(partition -> turns
                        ? Demand.ofTurn(partition.weightsBytes(), partition.peakMemoryBytes())
                        : Demand.ofResident(partition.weightsBytes(), partition.peakMemoryBytes()))
                .reduce(Demand.NONE, Demand::plus);
    }

    /**
     * Adds a partition.
     *
     * @param closing frees its memory
     * @param giving has it do with the memory that its plan says
     */
    void add(LoadedPartition partition, Runnable closing, Runnable giving) {
        loaded.add(partition);
        closings.add(closing);
        givings.add(giving);
    }

    /** To be called on the compute thread. */
    void giveBack() {
        givings.forEach(Runnable::run);
    }

    void add(MqttLink.Subscription subscription) {
        subscriptions.add(subscription);
    }

    void unsubscribe() {
        subscriptions.forEach(MqttLink.Subscription::close);
        subscriptions.clear();
    }

    /** To be called on the compute thread, or once it has ended. */
    void closeSessions() {
        closings.forEach(Runnable::run);
        closings.clear();
        givings.clear();
        loaded.clear();
    }
}

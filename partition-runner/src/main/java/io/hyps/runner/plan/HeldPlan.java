package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.runner.dataflow.LoadedPartition;
import io.hyps.runner.session.PartitionSession;
import java.util.ArrayList;
import java.util.List;

/** This device's part of a plan, as far as it has come. For one thread at a time. */
final class HeldPlan {
    private final PublishedPlan published;
    private final List<Partition> partitions;
    private final List<PartitionSession> sessions = new ArrayList<>();
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

    /** At most {@link Long#MAX_VALUE}, whatever the plan claims. */
    long peakMemoryBytes() {
        long sum = 0;
        for (Partition partition : partitions) {
            long next = sum + partition.peakMemoryBytes();
            sum = next < sum ? Long.MAX_VALUE : next;
        }
        return sum;
    }

    void add(Partition partition, PartitionSession session) {
        sessions.add(session);
        loaded.add(new LoadedPartition(published, partition, session::run));
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
        sessions.forEach(PartitionSession::close);
        sessions.clear();
        loaded.clear();
    }
}

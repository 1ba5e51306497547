package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.runner.budget.Demand;
import io.hyps.runner.dataflow.Lane;
import io.hyps.runner.dataflow.LoadedPartition;
import io.hyps.runner.session.ResidentSession;
import io.hyps.runner.turns.Seat;
import java.util.ArrayList;
import java.util.List;

/** This device's part of a plan, as far as it has come. For one thread at a time. */
final class HeldPlan {
    private final PublishedPlan published;
    private final List<Partition> partitions;
    private final List<Resident> residents = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();
    private final List<LoadedPartition> loaded = new ArrayList<>();
    private final List<MqttLink.Subscription> subscriptions = new ArrayList<>();

    /** A partition that stays loaded. */
    record Resident(Partition partition, ResidentSession session) {}

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

    /** Adds a partition that stays loaded. */
    void add(Partition partition, ResidentSession session) {
        loaded.add(new LoadedPartition(published, partition, new ResidentComputation(session), Lane.RESIDENT));
        residents.add(new Resident(partition, session));
    }

    /** Adds a partition that takes turns with the others. */
    void add(Partition partition, Seat seat, Lane lane) {
        loaded.add(new LoadedPartition(published, partition, seat, lane));
        seats.add(seat);
    }

    List<Resident> residents() {
        return residents;
    }

    List<Seat> seats() {
        return seats;
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
        residents.forEach(resident -> resident.session().close());
        residents.clear();
        seats.forEach(Seat::leave);
        seats.clear();
        loaded.clear();
    }
}

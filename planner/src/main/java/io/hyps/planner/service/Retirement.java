package io.hyps.planner.service;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes plans off the broker that nobody needs any more. Used by one thread. */
final class Retirement {
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);

    /** How long a plan that was prepared waits for the gateway that is to use it, and for its return. */
    private static final Duration UNUSED = Duration.ofSeconds(20);

    /** For gateways that have not yet said that they use the old plan. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Observed observed;
    private final Sender sender;
    private final Roles roles;
    private final LongSupplier nanos;
    private final long startNanos;
    private final Map<String, Long> activatedNanos = new HashMap<>();
    /** Ready beside the active ones, with the time when a gateway last named them. */
    private final Map<Topic.Plan, Long> lent = new HashMap<>();

    /** Withdrawn, but the broker may still keep them; with what was published, since our own word of its end comes back. */
    private final Map<Topic.Plan, Optional<PublishedPlan>> overdue = new LinkedHashMap<>();

    Retirement(Observed observed, Sender sender, Roles roles, LongSupplier nanos) {
        this.observed = observed;
        this.sender = sender;
        this.roles = roles;
        this.nanos = nanos;
        startNanos = nanos.getAsLong();
    }

    void activated(String model) {
        activatedNanos.put(model, nanos.getAsLong());
    }

    /** A plan is ready that is not to become active; it goes when no gateway uses it any more. */
    void lent(String model, Epoch epoch) {
        lent.put(new Topic.Plan(model, epoch), nanos.getAsLong());
    }

    /**
     * Retires what is older than its model's active plan and used by no gateway; also what an earlier leader published
     * but never activated.
     *
     * @param underWay epochs that are about to become active
     * @param term of this leader
     */
    void review(List<Epoch> underWay, long term) throws InterruptedException {
        for (Topic.Plan plan : List.copyOf(overdue.keySet())) {
            withdraw(plan.model(), plan.epoch());
        }
        for (Topic.Plan plan : List.copyOf(lent.keySet())) {
            if (isReturned(plan)) {
                withdraw(plan.model(), plan.epoch());
            }
        }
        for (Topic.Plan plan : observed.plans()) {
            if (!underWay.contains(plan.epoch()) && !lent.containsKey(plan) && isOver(plan, term)) {
                withdraw(plan.model(), plan.epoch());
            }
        }
    }

    private boolean isReturned(Topic.Plan plan) {
        long now = nanos.getAsLong();
        if (observed.isUsedByGateway(plan.model(), plan.epoch())) {
            lent.put(plan, now);
        }
        return now - lent.getOrDefault(plan, startNanos) > UNUSED.toNanos();
    }

    private boolean isOver(Topic.Plan plan, long term) {
        Optional<Epoch> active = observed.active(plan.model()).map(ActivePlan::epoch);
        if (active.isEmpty() || plan.epoch().compareTo(active.get()) > 0) {
            return plan.epoch().term() < term && !observed.isUsedByGateway(plan.model(), plan.epoch());
        }
        long since = nanos.getAsLong() - activatedNanos.getOrDefault(plan.model(), startNanos);
        return plan.epoch().compareTo(active.get()) < 0
                && since > GRACE.toNanos()
                && !observed.isUsedByGateway(plan.model(), plan.epoch());
    }

    void withdraw(String model, Epoch epoch) throws InterruptedException {
        Topic.Plan plan = new Topic.Plan(model, epoch);
        Optional<PublishedPlan> ended = overdue.computeIfAbsent(plan, p -> observed.plan(model, epoch));
        lent.remove(plan);
        try {
            sender.clear(plan);
            overdue.remove(plan);
            observed.withdrawn(model, epoch);
            if (ended.isPresent()) {
                roles.close(ended.get());
            }
            LOG.info("plan retired model={} epoch={}", model, epoch);
        } catch (LinkException e) {
            LOG.warn("plan not retired yet model={} epoch={} reason={}", model, epoch, e.getMessage());
        }
    }
}

package io.hyps.planner.service;

import io.hyps.planner.store.PlanStore;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an active plan of which a device has gone and stays away: it goes to a spare device, else the plan for
 * the loss of that device takes its place, if one came with it. Used by one thread.
 */
final class Failover {
    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    /** Between two tries for a model. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

    private final Observed observed;
    private final PlanStore plans;
    private final Duration patience;
    private final LongSupplier nanos;
    private final Map<String, Long> goneNanos = new HashMap<>();
    private final Map<String, Long> triedNanos = new HashMap<>();
    private final AtomicLong moves = new AtomicLong();

    /** @param patience how long a device may be away; zero: for ever */
    Failover(Observed observed, PlanStore plans, Duration patience, LongSupplier nanos) {
        this.observed = observed;
        this.plans = plans;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** A plan to be published in place of the active one, and where. */
    record Move(Plan plan, Map<String, String> bindings) {}

    /** How many there have been; for any thread. */
    long count() {
        return moves.get();
    }

    /** Looks at the model's active plan: what to publish now, if anything. */
    Optional<Move> review(String model) throws IOException {
        Optional<PublishedPlan> active =
                observed.active(model).map(ActivePlan::epoch).flatMap(epoch -> observed.plan(model, epoch));
        if (patience.isZero() || active.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> left = active.get().bindings().entrySet().stream()
                .filter(binding -> isOnline(binding.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<String> lost = active.get().bindings().entrySet().stream()
                .filter(binding -> !left.containsKey(binding.getKey()) && hasBeenGoneForLong(binding.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (lost.isEmpty() || !isTime(model)) {
            return Optional.empty();
        }
        triedNanos.put(model, nanos.getAsLong());
        Optional<Move> move = move(active.get(), left, lost);
        move.ifPresent(made -> moves.incrementAndGet());
        return move;
    }

    private boolean isOnline(String device) {
        boolean online = observed.device(device)
                .filter(status -> status.state() == DeviceStatus.State.ONLINE)
                .isPresent();
        if (online) {
            goneNanos.remove(device);
        }
        return online;
    }

    private boolean hasBeenGoneForLong(String device) {
        long now = nanos.getAsLong();
        return now - goneNanos.computeIfAbsent(device, gone -> now) >= patience.toNanos();
    }

    private boolean isTime(String model) {
        Long tried = triedNanos.get(model);
        return tried == null || nanos.getAsLong() - tried >= AGAIN_AFTER.toNanos();
    }

    private Optional<Move> move(PublishedPlan active, Map<String, String> left, List<String> lost) throws IOException {
        Plan plan = active.plan();
        String model = plan.model().name();
        List<String> devices = lost.stream().map(active::deviceFor).toList();
        Binder.Outcome elsewhere = Binder.bind(plan, left, observed.availableBytes());
        if (elsewhere instanceof Binder.Outcome.Bound bound) {
            LOG.warn("devices lost, their part goes to others model={} devices={}", model, devices);
            return Optional.of(new Move(plan, bound.bindings()));
        }
        Optional<Plan> without = lost.size() == 1 ? plans.loss(plan, lost.get(0)) : Optional.empty();
        if (without.isPresent()) {
            Map<String, String> kept = new HashMap<>(left);
            kept.keySet().retainAll(without.get().devices());
            if (Binder.bind(without.get(), kept, observed.availableBytes()) instanceof Binder.Outcome.Bound bound) {
                LOG.warn("device lost, the plan without it takes over model={} device={}", model, devices.get(0));
                return Optional.of(new Move(without.get(), bound.bindings()));
            }
        }
        LOG.error(
                "devices lost, and nothing to take their place: start them again, or others, or publish a plan without"
                        + " them model={} devices={} planForTheLoss={}",
                model,
                devices,
                without.isPresent());
        return Optional.empty();
    }
}

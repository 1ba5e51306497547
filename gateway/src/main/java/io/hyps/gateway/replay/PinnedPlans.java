package io.hyps.gateway.replay;

import io.hyps.gateway.dispatch.PlanSink;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Has each model's frames go through the plan that was chosen for the replay, whatever is active. */
final class PinnedPlans implements PlanSink {
    private final Map<String, PublishedPlan> pinned;
    private final PlanSink dispatcher;
    private final CountDownLatch here = new CountDownLatch(1);

    /** @param pinned by model */
    PinnedPlans(Map<String, PublishedPlan> pinned, PlanSink dispatcher) {
        this.pinned = Map.copyOf(pinned);
        this.dispatcher = dispatcher;
        pinned.forEach((model, plan) -> {
            dispatcher.published(plan);
            dispatcher.activated(model, Optional.of(new ActivePlan(plan.epoch(), plan.planId())));
        });
    }

    CountDownLatch here() {
        return here;
    }

    @Override
    public void published(PublishedPlan plan) {}

    @Override
    public void retired(String model, Epoch epoch) {
        PublishedPlan plan = pinned.get(model);
        if (plan != null && plan.epoch().equals(epoch)) {
            dispatcher.retired(model, epoch);
        }
    }

    @Override
    public void activated(String model, Optional<ActivePlan> active) {}

    @Override
    public void synchronised() {
        dispatcher.synchronised();
        here.countDown();
    }
}

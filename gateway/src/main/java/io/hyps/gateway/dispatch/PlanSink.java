package io.hyps.gateway.dispatch;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Optional;

/** Hears of plans; must not block. */
public interface PlanSink {
    void published(PublishedPlan plan);

    void retired(String model, Epoch epoch);

    /**
     * The plan that new frames use is another one.
     *
     * @param active none if no plan of the model is any more
     */
    void activated(String model, Optional<ActivePlan> active);

    /** The broker has granted the subscriptions, so that retained plans come now. */
    void synchronised();
}

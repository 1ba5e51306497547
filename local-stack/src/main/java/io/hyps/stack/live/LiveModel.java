package io.hyps.stack.live;

import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.List;
import java.util.Optional;

/**
 * A model as the brokers know it.
 *
 * @param active the plan that new frames use
 * @param plans all that are published, by epoch
 */
public record LiveModel(String model, Optional<ActivePlan> active, List<PublishedPlan> plans) {
    public LiveModel {
        plans = List.copyOf(plans);
    }
}

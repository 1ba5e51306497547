package io.hyps.protocol.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;

/** The plan that new frames of a model use. Retained on {@link io.hyps.protocol.topic.Topic.Active}. */
public record ActivePlan(Epoch epoch, Sha256 planId) {
    public ActivePlan {
        Required.field("epoch", epoch);
        Required.field("planId", planId);
    }
}

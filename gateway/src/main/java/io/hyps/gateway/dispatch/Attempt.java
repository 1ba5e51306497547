package io.hyps.gateway.dispatch;

import io.hyps.gateway.collect.OutputJoin;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.plan.PublishedPlan;

/**
 * A try at a frame.
 *
 * @param number from 1
 * @param startNanos when its input was handed to be published
 */
record Attempt(int number, PublishedPlan plan, OutputJoin join, long startNanos) {
    Epoch epoch() {
        return plan.epoch();
    }
}

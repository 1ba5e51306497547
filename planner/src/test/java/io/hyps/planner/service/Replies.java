package io.hyps.planner.service;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;

/** Reads replies in tests. */
final class Replies {
    private Replies() {}

    static PlannerReply decode(Delivery delivery) {
        try {
            return Json.decode("reply", delivery.message().payload().array(), PlannerReply.class);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.hyps.planner.service;

import io.hyps.protocol.Payload;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.topic.Topic;
import java.util.Optional;

/** Where the answers to a request go. */
record ReplyTo(Topic.PlannerReplies topic, Payload correlation) {
    /** Nothing if the request does not say, or names a topic that is not for replies. */
    static Optional<ReplyTo> of(MqttMessage request) {
        return request.responseTopic()
                .flatMap(Topic.PlannerReplies::parse)
                .map(topic -> new ReplyTo(topic, request.correlation().orElseGet(Payload::empty)));
    }

    Publication publication(PlannerReply reply) {
        return Publication.of(topic, Payload.of(Json.encode(reply)))
                .ofType(PlannerRequest.CONTENT_TYPE)
                .correlatedBy(correlation);
    }
}

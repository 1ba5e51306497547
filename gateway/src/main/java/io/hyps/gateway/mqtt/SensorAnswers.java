package io.hyps.gateway.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.TraceParent;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages to a sensor. */
public final class SensorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(SensorAnswers.class);
    private static final String JSON = "application/json";

    private SensorAnswers() {}

    public static Publication accepted(Accepted accepted) {
        return Publication.of(
                        new Topic.SensorAccepted(accepted.sensor(), accepted.model()),
                        Payload.of(Json.encode(accepted)))
                .ofType(JSON);
    }

    /** A result to the frame's result topic and its response topic, unless that is one which may not be used. */
    public static List<Publication> result(Frame frame, Payload json) {
        List<Publication> publications = new ArrayList<>();
        publications.add(traced(
                frame,
                Publication.of(new Topic.SensorResult(frame.sensor(), frame.model()), json)
                        .ofType(JSON)));
        frame.reply().ifPresent(reply -> {
            Optional<String> refusal = ReplyTopic.refusal(frame.sensor(), reply.topic());
            if (refusal.isPresent()) {
                LOG.warn("no reply frameId={} sensor={} reason={}", frame.id(), frame.sensor(), refusal.get());
            } else {
                publications.add(traced(frame, reply(reply, json)));
            }
        });
        return publications;
    }

    private static Publication traced(Frame frame, Publication publication) {
        return frame.traceParent()
                .map(trace -> publication.withUserProperties(Map.of(TraceParent.NAME, trace)))
                .orElse(publication);
    }

    /** A result to a response topic that has been checked. */
    public static Publication reply(Frame.ReplyTo reply, Payload json) {
        Publication publication = Publication.of(reply.topic(), json).ofType(JSON);
        return reply.correlation().isEmpty() ? publication : publication.correlatedBy(reply.correlation());
    }
}

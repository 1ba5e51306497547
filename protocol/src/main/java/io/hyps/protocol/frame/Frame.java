package io.hyps.protocol.frame;

import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.time.Instant;
import java.util.Optional;

/**
 * A sensor's image for a model, as it stands in hyps.frames.
 *
 * @param suppliedId the sensor's own id for it; with the sensor, its identity
 * @param capturedAt when the sensor says it was taken, else when it was received
 * @param receivedAt when the gateway got it
 * @param contentType the image's media type, by the sensor or by its first bytes
 * @param reply where the sensor wants its answer besides its result topic
 * @param traceParent W3C trace context
 */
public record Frame(
        FrameId id,
        String sensor,
        String model,
        Optional<String> suppliedId,
        Instant capturedAt,
        Instant receivedAt,
        String contentType,
        Optional<ReplyTo> reply,
        Optional<String> traceParent,
        Payload image) {
    public Frame {
        TopicLevel.requireSensor(sensor);
        TopicLevel.requireIdentifier("model", model);
        Required.text("contentType", contentType);
    }

    /** The id by which the sensor knows the frame. */
    public String sensorsId() {
        return suppliedId.orElseGet(id::toString);
    }

    /** The same frame with other bytes as its image. */
    public Frame withImage(Payload other) {
        return new Frame(id, sensor, model, suppliedId, capturedAt, receivedAt, contentType, reply, traceParent, other);
    }

    /** An MQTT 5 response topic and correlation data. */
    public record ReplyTo(String topic, Payload correlation) {}
}

package io.hyps.protocol.mqtt;

import io.hyps.protocol.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A message to send.
 *
 * @param expiry after which the broker may drop it undelivered; whole seconds, rounded up
 */
public record Publication(
        String topic,
        Payload payload,
        boolean retained,
        Optional<Duration> expiry,
        Optional<String> contentType,
        Optional<String> responseTopic,
        Optional<Payload> correlation,
        Map<String, String> userProperties) {
    public Publication {
        userProperties = Map.copyOf(userProperties);
    }

    public static Publication of(Object topic, Payload payload) {
        return new Publication(
                topic.toString(),
                payload,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    public Publication asRetained() {
        return new Publication(topic, payload, true, expiry, contentType, responseTopic, correlation, userProperties);
    }

    public Publication expiringAfter(Duration duration) {
        return new Publication(
                topic,
                payload,
                retained,
                Optional.of(duration),
                contentType,
                responseTopic,
                correlation,
                userProperties);
    }

    public Publication ofType(String type) {
        return new Publication(
                topic, payload, retained, expiry, Optional.of(type), responseTopic, correlation, userProperties);
    }

    public Publication replyingTo(Object replyTopic, Payload correlationData) {
        return new Publication(
                topic,
                payload,
                retained,
                expiry,
                contentType,
                Optional.of(replyTopic.toString()),
                Optional.of(correlationData),
                userProperties);
    }

    public Publication correlatedBy(Payload correlationData) {
        return new Publication(
                topic,
                payload,
                retained,
                expiry,
                contentType,
                responseTopic,
                Optional.of(correlationData),
                userProperties);
    }

    public Publication withUserProperties(Map<String, String> properties) {
        return new Publication(topic, payload, retained, expiry, contentType, responseTopic, correlation, properties);
    }
}

package io.hyps.protocol.mqtt;

import io.hyps.protocol.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A message as it arrived.
 *
 * @param retained whether it had been kept by the broker before the subscription
 * @param duplicate whether the broker may have delivered it before
 * @param expiry how long it is still worth something
 * @param userProperties the last of each name
 */
public record MqttMessage(
        String topic,
        Payload payload,
        boolean retained,
        boolean duplicate,
        Optional<Duration> expiry,
        Optional<String> contentType,
        Optional<String> responseTopic,
        Optional<Payload> correlation,
        Map<String, String> userProperties) {
    public MqttMessage {
        userProperties = Map.copyOf(userProperties);
    }

    MqttMessage expiringAfter(Duration left) {
        return new MqttMessage(
                topic,
                payload,
                retained,
                duplicate,
                Optional.of(left),
                contentType,
                responseTopic,
                correlation,
                userProperties);
    }
}

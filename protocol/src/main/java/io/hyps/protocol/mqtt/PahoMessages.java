package io.hyps.protocol.mqtt;

import io.hyps.protocol.Payload;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** Messages to and from Paho's classes. */
final class PahoMessages {
    private static final int QOS = 1;

    private PahoMessages() {}

    static org.eclipse.paho.mqttv5.common.MqttMessage toPaho(Publication publication) {
        return new org.eclipse.paho.mqttv5.common.MqttMessage(
                publication.payload().array(), QOS, publication.retained(), properties(publication));
    }

    static MqttProperties properties(Publication publication) {
        MqttProperties properties = new MqttProperties();
        publication.expiry().ifPresent(e -> properties.setMessageExpiryInterval(wholeSeconds(e)));
        publication.contentType().ifPresent(properties::setContentType);
        publication.responseTopic().ifPresent(properties::setResponseTopic);
        publication.correlation().ifPresent(c -> properties.setCorrelationData(c.array()));
        if (!publication.userProperties().isEmpty()) {
            properties.setUserProperties(publication.userProperties().entrySet().stream()
                    .map(p -> new UserProperty(p.getKey(), p.getValue()))
                    .toList());
        }
        return properties;
    }

    static MqttMessage ofPaho(String topic, org.eclipse.paho.mqttv5.common.MqttMessage message) {
        MqttProperties properties = message.getProperties();
        Map<String, String> user = new HashMap<>();
        properties.getUserProperties().forEach(p -> user.put(p.getKey(), p.getValue()));
        return new MqttMessage(
                topic,
                Payload.of(message.getPayload()),
                message.isRetained(),
                message.isDuplicate(),
                Optional.ofNullable(properties.getMessageExpiryInterval()).map(Duration::ofSeconds),
                Optional.ofNullable(properties.getContentType()),
                Optional.ofNullable(properties.getResponseTopic()),
                Optional.ofNullable(properties.getCorrelationData()).map(Payload::of),
                user);
    }

    /** Rounds up to whole seconds, within MQTT's four bytes. */
    static long wholeSeconds(Duration duration) {
        long seconds = duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
        return Math.max(0, Math.min(seconds, 0xffff_ffffL));
    }
}

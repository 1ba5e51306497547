package io.hyps.gateway.ingest;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttMessage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message from a sensor. */
final class FakeDelivery implements Delivery {
    private final MqttMessage message;
    private boolean acknowledged;

    private FakeDelivery(MqttMessage message) {
        this.message = message;
    }

    static FakeDelivery of(String topic, Payload image) {
        return of(topic, image, Map.of(), null);
    }

    static FakeDelivery of(
            String topic, Payload image, Map<String, String> properties, @Nullable String responseTopic) {
        return new FakeDelivery(new MqttMessage(
                topic,
                image,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(responseTopic),
                Optional.ofNullable(responseTopic).map(Payload::ofText),
                properties));
    }

    boolean acknowledged() {
        return acknowledged;
    }

    @Override
    public MqttMessage message() {
        return message;
    }

    @Override
    public void acknowledge() {
        acknowledged = true;
    }
}

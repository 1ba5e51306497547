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
    private final boolean redelivered;
    private volatile boolean acknowledged;

    private FakeDelivery(MqttMessage message, boolean redelivered) {
        this.message = message;
        this.redelivered = redelivered;
    }

    static FakeDelivery of(String topic, Payload image) {
        return of(topic, image, Map.of(), null);
    }

    static FakeDelivery of(
            String topic, Payload image, Map<String, String> properties, @Nullable String responseTopic) {
        return new FakeDelivery(
                new MqttMessage(
                        topic,
                        image,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.ofNullable(responseTopic),
                        Optional.ofNullable(responseTopic).map(Payload::ofText),
                        properties),
                true);
    }

    /** The same at QoS 0. */
    FakeDelivery onceAtMost() {
        return new FakeDelivery(message, false);
    }

    boolean acknowledged() {
        return acknowledged;
    }

    @Override
    public long number() {
        return 1;
    }

    @Override
    public MqttMessage message() {
        return message;
    }

    @Override
    public boolean isRedelivered() {
        return redelivered;
    }

    @Override
    public void acknowledge() {
        acknowledged = true;
    }
}

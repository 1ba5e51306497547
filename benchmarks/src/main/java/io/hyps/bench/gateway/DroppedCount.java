package io.hyps.bench.gateway;

import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Mosquitto's own count of the messages that it has dropped, from when this is opened. */
final class DroppedCount implements AutoCloseable {
    private static final String TOPIC = "$SYS/broker/publish/messages/dropped";
    private static final long NONE = -1;

    private final AtomicLong most = new AtomicLong(NONE);
    private final MqttLink.Subscription subscription;

    private DroppedCount(MqttLink link) {
        subscription = link.subscribe(TOPIC, this::take);
    }

    static DroppedCount open(MqttLink link) {
        return new DroppedCount(link);
    }

    private void take(Delivery delivery) {
        String text = delivery.message().payload().text().strip();
        if (text.matches("[0-9]{1,18}")) {
            most.accumulateAndGet(Long.parseLong(text), Math::max);
        }
        delivery.acknowledge();
    }

    /** Nothing from a broker that does not say. */
    OptionalLong value() {
        return most.get() == NONE ? OptionalLong.empty() : OptionalLong.of(most.get());
    }

    @Override
    public void close() {
        subscription.close();
    }
}

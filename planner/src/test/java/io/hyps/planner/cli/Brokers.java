package io.hyps.planner.cli;

import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import java.time.Duration;

/** Brokers for commands under test. */
final class Brokers {
    private Brokers() {}

    static BrokerOptions on(InMemoryBroker broker) {
        return new BrokerOptions(broker::connect, Duration.ofSeconds(1));
    }

    /** The real link, and little patience. */
    static BrokerOptions away() {
        return new BrokerOptions(MqttLink::open, Duration.ofMillis(300));
    }
}

package io.hyps.bench.transport;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Our link. */
record HypsPeer(MqttLink link) implements Peer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static HypsPeer connect(URI broker) throws Exception {
        MqttLink link = MqttLink.open(LinkOptions.of(broker, "hyps-bench-" + UUID.randomUUID()));
        if (!link.awaitConnected(PATIENCE)) {
            String reason = link.lastFailure();
            link.close();
            throw new IOException("no connection to " + LinkOptions.redacted(broker) + ": " + reason);
        }
        return new HypsPeer(link);
    }

    @Override
    public void subscribe(String topic, int qos, IntConsumer arrived) throws Exception {
        link.subscribe(topic, delivery -> {
                    arrived.accept(delivery.message().payload().sizeBytes());
                    delivery.acknowledge();
                })
                .granted()
                .get();
    }

    @Override
    public void publish(String topic, byte[] payload, int qos) throws Exception {
        var unused = link.publish(Publication.of(topic, Payload.of(payload)));
    }

    @Override
    public void close() {
        link.close();
    }
}

package io.hyps.bench.transport;

import io.hyps.bench.broker.BenchLink;
import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import java.net.URI;
import java.util.function.IntConsumer;

/** Our link. */
record HypsPeer(MqttLink link) implements Peer {
    static HypsPeer connect(URI broker) throws Exception {
        return new HypsPeer(BenchLink.open(broker));
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

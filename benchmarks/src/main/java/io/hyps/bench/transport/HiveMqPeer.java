package io.hyps.bench.transport;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The HiveMQ MQTT client. Payloads are looked at where the library has them, without a copy. */
record HiveMqPeer(Mqtt5AsyncClient client) implements Peer {
    private static final long PATIENCE_SECONDS = 10;

    static HiveMqPeer connect(URI broker) throws Exception {
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("hyps-bench-" + UUID.randomUUID())
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .buildAsync();
        client.connectWith().cleanStart(true).send().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new HiveMqPeer(client);
    }

    @Override
    public void subscribe(String topic, int qos, IntConsumer arrived) throws Exception {
        client.subscribeWith()
                .topicFilter(topic)
                .qos(level(qos))
                .callback(publish -> arrived.accept(
                        publish.getPayload().map(ByteBuffer::remaining).orElse(0)))
                .send()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos) {
        var unused = client.publishWith()
                .topic(topic)
                .qos(level(qos))
                .payload(payload)
                .send();
    }

    @Override
    public void close() throws Exception {
        client.disconnect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static MqttQos level(int qos) {
        return qos == 0 ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE;
    }
}

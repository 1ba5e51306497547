package io.hyps.bench.transport.paho;

import io.hyps.bench.transport.Peer;
import java.util.UUID;
import java.util.function.IntConsumer;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** A connection on whichever Paho the class loader has. */
public final class PahoPeer implements Peer {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long GOODBYE_MILLIS = 200;

    private final MqttAsyncClient client;
    private volatile IntConsumer arrived = size -> {};

    private PahoPeer(MqttAsyncClient client) {
        this.client = client;
    }

    /** @param sockets null for those that Paho makes itself */
    public static Peer connect(String url, @Nullable SocketFactory sockets) throws MqttException {
        PahoPeer peer =
                new PahoPeer(new MqttAsyncClient(url, "hyps-bench-" + UUID.randomUUID(), new MemoryPersistence()));
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setUseSubscriptionIdentifiers(false);
        if (sockets != null) {
            options.setSocketFactory(sockets);
        }
        peer.client.setCallback(peer.new Callback());
        peer.client.connect(options).waitForCompletion(PATIENCE_MILLIS);
        return peer;
    }

    @Override
    public void subscribe(String topic, int qos, IntConsumer listener) throws MqttException {
        arrived = listener;
        client.subscribe(topic, qos).waitForCompletion(PATIENCE_MILLIS);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos) throws MqttException {
        client.publish(topic, payload, qos, false);
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, GOODBYE_MILLIS, true);
        client.close();
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            arrived.accept(message.getPayload().length);
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}

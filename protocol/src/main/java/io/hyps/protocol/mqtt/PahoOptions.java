package io.hyps.protocol.mqtt;

import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** Our options in Paho's form. */
final class PahoOptions extends MqttConnectionOptions {
    private static final int CONNECT_TIMEOUT_SECONDS = 10;
    /** Artemis keeps a will without delay until the session expires (MQTT 5, 3.1.2.5, wants it sent at once). */
    private static final long WILL_DELAY_SECONDS = 1;

    private PahoOptions() {}

    static PahoOptions of(LinkOptions options, SocketFactory sockets) {
        PahoOptions paho = new PahoOptions();
        paho.setSocketFactory(sockets);
        paho.setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
        paho.setAutomaticReconnect(false);
        paho.setUseSubscriptionIdentifiers(false);
        paho.setKeepAliveInterval((int) Math.min(65_535, PahoMessages.wholeSeconds(options.keepAlive())));
        paho.setCleanStart(options.sessionExpiry().isZero());
        paho.setSessionExpiryInterval(PahoMessages.wholeSeconds(options.sessionExpiry()));
        paho.setReceiveMaximum(options.receiveMaximum());
        paho.setMaximumPacketSize(options.maximumPacketBytes());
        options.credentials().ifPresent(c -> {
            paho.setUserName(c.user());
            paho.setPassword(c.password().array());
        });
        options.will().ifPresent(will -> {
            paho.setWill(will.topic(), PahoMessages.toPaho(will));
            MqttProperties properties = PahoMessages.properties(will);
            properties.setWillDelayInterval(WILL_DELAY_SECONDS);
            paho.setWillMessageProperties(properties);
        });
        return paho;
    }

    /**
     * None: Paho 1.2.5 tells the broker the right limit without asking this method, but what it sends itself it holds
     * against what is returned here, and breaks the connection over it.
     */
    @Override
    public @Nullable Long getMaximumPacketSize() {
        return null;
    }
}

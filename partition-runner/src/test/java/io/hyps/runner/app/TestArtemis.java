package io.hyps.runner.app;

import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** Artemis in this JVM, with nothing but an MQTT acceptor. */
final class TestArtemis implements AutoCloseable {
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final int port = freePort();

    static TestArtemis start() throws Exception {
        TestArtemis broker = new TestArtemis();
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration(
                        "mqtt", "tcp://127.0.0.1:" + broker.port + "?protocols=MQTT;tcpNoDelay=true;useEpoll=false");
        broker.server.setConfiguration(configuration);
        broker.server.start();
        return broker;
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    MqttLink connect(String clientId) {
        return MqttLink.open(LinkOptions.of(URI.create(url()), clientId));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}

package io.hyps.protocol.mqtt;

import java.net.URI;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** Artemis in this JVM, with nothing but an MQTT acceptor. */
final class ArtemisBroker implements TestBroker {
    private final int port;
    private final EmbeddedActiveMQ server;

    private ArtemisBroker(int port, EmbeddedActiveMQ server) {
        this.port = port;
        this.server = server;
    }

    static ArtemisBroker start() {
        return start(FreePort.find());
    }

    static ArtemisBroker start(int port) {
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setMaxDiskUsage(-1)
                    .addAcceptorConfiguration(
                            "mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT;tcpNoDelay=true;useEpoll=false");
            EmbeddedActiveMQ server = new EmbeddedActiveMQ();
            server.setConfiguration(configuration);
            server.start();
            return new ArtemisBroker(port, server);
        } catch (Exception e) {
            throw new IllegalStateException("Artemis does not start on port " + port, e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public LinkOptions options(String clientId) {
        return LinkOptions.of(URI.create("tcp://127.0.0.1:" + port), clientId);
    }

    @Override
    public boolean tellsOfNoSubscribers() {
        return true;
    }

    @Override
    public void breakConnections() {
        server.getActiveMQServer().getRemotingService().getConnections().forEach(c -> c.getTransportConnection()
                .close());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Artemis does not stop", e);
        }
    }
}

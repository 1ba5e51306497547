package io.hyps.stack.brokers;

import io.hyps.stack.process.TcpPort;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An MQTT 5 broker on ActiveMQ Artemis that keeps everything in memory. It refuses messages when half of the heap holds
 * queued ones, rather than dropping or paging them.
 */
public final class MqttBroker implements AutoCloseable {
    private static final int RECEIVE_MAXIMUM = 1024;
    /** What mosquitto/mosquitto.conf allows too. */
    private static final int LARGEST_PACKET_BYTES = 32 << 20;

    private static final int ACTIVATION_SECONDS = 10;

    private final EmbeddedActiveMQ server;
    private final int port;

    private MqttBroker(EmbeddedActiveMQ server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker on the loopback interface; returns once it accepts connections.
     *
     * @param directory its own, created if absent; stays empty but for lock files
     * @throws BrokerException if the port is taken or the directory cannot be written
     */
    public static MqttBroker start(int port, Path directory) throws BrokerException {
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        try {
            if (TcpPort.isTaken(port)) {
                throw new BindException("the port is taken");
            }
            server.setConfiguration(configuration(port, directory));
            server.start();
            if (!server.getActiveMQServer().waitForActivation(ACTIVATION_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it did not become active; the log says why");
            }
        } catch (Exception e) {
            stopQuietly(server);
            throw new BrokerException("the MQTT broker did not start on port " + port + ": " + e.getMessage(), e);
        }
        return new MqttBroker(server, port);
    }

    public URI url() {
        return URI.create("tcp://localhost:" + port);
    }

    @Override
    public void close() {
        stopQuietly(server);
    }

    private static Configuration configuration(int port, Path directory) throws Exception {
        String acceptor = "tcp://localhost:" + port + "?protocols=MQTT;tcpNoDelay=true;receiveMaximum="
                + RECEIVE_MAXIMUM + ";maximumPacketSize=" + LARGEST_PACKET_BYTES;
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setBrokerInstance(directory.toFile());
        configuration
                .setName("hyps")
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setJournalDirectory(directory.resolve("journal").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setGlobalMaxSize(Runtime.getRuntime().maxMemory() / 2)
                .setMessageExpiryScanPeriod(1000)
                .addAcceptorConfiguration("mqtt", acceptor)
                .addAddressSetting("#", queues());
        return configuration;
    }

    /** Made when first used, deleted when unused; nothing moves to a dead-letter queue by itself. */
    private static AddressSettings queues() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(true)
                .setAutoDeleteQueues(true)
                .setMaxSizeBytes(-1)
                .setMaxDeliveryAttempts(-1)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL);
    }

    private static void stopQuietly(EmbeddedActiveMQ server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("stopping the MQTT broker", e);
        }
    }
}

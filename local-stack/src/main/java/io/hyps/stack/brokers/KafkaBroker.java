package io.hyps.stack.brokers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** One Kafka node that is broker and controller (KRaft), with the settings of a single machine. */
public final class KafkaBroker implements AutoCloseable {
    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final int port;

    private KafkaBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker on the loopback interface; returns once it accepts connections.
     *
     * @param controllerPort a second port, for the node's other half
     * @param directory its own; formatted if it is new, else its records are there again
     * @throws BrokerException if a port is taken or the directory cannot be used
     */
    public static KafkaBroker start(int port, int controllerPort, Path directory) throws BrokerException {
        return start(port, controllerPort, directory, Listener.PLAIN);
    }

    /**
     * How clients reach the broker.
     *
     * @param protocol Kafka's name of it, such as {@code SASL_SSL}
     * @param settings of the broker: key stores, mechanisms, users
     */
    public record Listener(String protocol, Map<String, String> settings) {
        /** Everyone on this machine, unencrypted. */
        public static final Listener PLAIN = new Listener("PLAINTEXT", Map.of());

        public Listener {
            settings = Map.copyOf(settings);
        }
    }

    /** The same with another listener. */
    public static KafkaBroker start(int port, int controllerPort, Path directory, Listener listener)
            throws BrokerException {
        try {
            Files.createDirectories(directory);
            Properties settings = settings(port, controllerPort, directory, listener);
            format(settings, directory);
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
            server.startup();
            return new KafkaBroker(server, port);
        } catch (Exception e) {
            throw new BrokerException("the Kafka broker did not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    public String bootstrap() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Runs {@code kafka-storage format --standalone}; the settings file stays for Kafka's other tools. */
    private static void format(Properties settings, Path directory) throws IOException {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Path file = directory.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8)) {
            String[] arguments = {
                "format", "--standalone", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
            };
            exitCode = StorageTool.execute(arguments, out);
        }
        if (exitCode != 0) {
            throw new IOException("formatting " + directory + " failed: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private static Properties settings(int port, int controllerPort, Path directory, Listener listener)
            throws IOException {
        String text =
                """
                process.roles=broker,controller
                controller.listener.names=CONTROLLER

                # one node keeps the only copy of everything
                default.replication.factor=1
                min.insync.replicas=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1

                # few internal partitions: each is a directory with open files
                offsets.topic.num.partitions=4
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.num.partitions=1
                num.network.threads=2
                num.io.threads=4
                background.threads=4
                log.cleaner.dedupe.buffer.size=8388608

                # an image of 16 MiB and its headers
                message.max.bytes=18874368
                replica.fetch.max.bytes=18874368
                socket.request.max.bytes=104857600

                group.initial.rebalance.delay.ms=0
                controlled.shutdown.enable=false
                """;
        Properties settings = new Properties();
        settings.load(new StringReader(text));
        settings.setProperty("node.id", Integer.toString(NODE));
        settings.setProperty("controller.quorum.bootstrap.servers", "localhost:" + controllerPort);
        String address = "CLIENTS://localhost:" + port;
        settings.setProperty("listeners", address + ",CONTROLLER://localhost:" + controllerPort);
        settings.setProperty("advertised.listeners", address);
        settings.setProperty(
                "listener.security.protocol.map", "CLIENTS:" + listener.protocol() + ",CONTROLLER:PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "CLIENTS");
        settings.putAll(listener.settings());
        settings.setProperty("log.dirs", directory.toString());
        return settings;
    }
}

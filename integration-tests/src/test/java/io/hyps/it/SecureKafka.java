package io.hyps.it;

import io.hyps.stack.brokers.BrokerException;
import io.hyps.stack.brokers.KafkaBroker;
import io.hyps.stack.process.TcpPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Kafka broker that asks for TLS and a password (SASL_SSL), with the certificate of a site's broker. */
final class SecureKafka implements AutoCloseable {
    static final String PASSWORD = "only-for-this-test";

    private final int port = TcpPort.findFree();
    private final int controllerPort = TcpPort.findFree();
    private final Path directory;
    private final KafkaBroker.Listener listener;
    private final Path properties;
    private KafkaBroker broker;

    private SecureKafka(Path directory, KafkaBroker.Listener listener, Path properties) throws BrokerException {
        this.directory = directory;
        this.listener = listener;
        this.properties = properties;
        this.broker = KafkaBroker.start(port, controllerPort, directory, listener);
    }

    /** @param site what mosquitto/site has made */
    static SecureKafka start(Path work, Path site) throws Exception {
        Path key = site.resolve("broker/server.key");
        Path certificate = site.resolve("broker/server.crt");
        Path pair = Files.writeString(work.resolve("kafka.pem"), Files.readString(key) + Files.readString(certificate));
        Path authority = site.resolve("ca.crt");
        return new SecureKafka(
                work.resolve("kafka"),
                listener(pair, authority),
                clientProperties(work.resolve("client.properties"), authority));
    }

    /** Of a client, as Kafka's own tools take them. */
    Path properties() {
        return properties;
    }

    /** Stops it, in order as it runs in this JVM, and starts it again on what it has kept. */
    void restart() throws BrokerException {
        broker.close();
        broker = KafkaBroker.start(port, controllerPort, directory, listener);
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    private static KafkaBroker.Listener listener(Path pair, Path authority) {
        return new KafkaBroker.Listener(
                "SASL_SSL",
                Map.of(
                        "ssl.keystore.type", "PEM",
                        "ssl.keystore.location", pair.toString(),
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", authority.toString(),
                        "sasl.enabled.mechanisms", "PLAIN",
                        "sasl.mechanism.inter.broker.protocol", "PLAIN",
                        "listener.name.clients.plain.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\""
                                        + " password=\"" + PASSWORD + "\" user_broker=\"" + PASSWORD
                                        + "\" user_gateway=\"" + PASSWORD + "\";"));
    }

    private static Path clientProperties(Path file, Path authority) throws Exception {
        return Files.write(
                file,
                List.of(
                        "security.protocol=SASL_SSL",
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + authority,
                        "sasl.mechanism=PLAIN",
                        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\",
                        "  username=\"gateway\" password=\"" + PASSWORD + "\";"));
    }

    @Override
    public void close() {
        broker.close();
    }
}

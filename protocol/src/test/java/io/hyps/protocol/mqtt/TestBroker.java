package io.hyps.protocol.mqtt;

import java.util.List;

/** A broker that a test starts, breaks and stops. */
interface TestBroker extends AutoCloseable {
    LinkOptions options(String clientId);

    default MqttLink connect(LinkOptions options) {
        return MqttLink.open(options);
    }

    /** Whether it says 0x10 when nobody subscribes. */
    boolean tellsOfNoSubscribers();

    /** Whether it marks a message that it delivers again. */
    boolean marksDuplicates();

    /** Breaks all connections, forgetting nothing that a session keeps while the broker runs. */
    void breakConnections();

    @Override
    void close();

    /** The brokers that the contract is tested on. */
    enum Kind {
        IN_MEMORY,
        ARTEMIS,
        MOSQUITTO,
        /** For handlers that never block. Artemis reads no more while what it sends is not read. */
        ARTEMIS_PROMPT;

        TestBroker start() {
            return switch (this) {
                case IN_MEMORY -> new InMemoryTestBroker();
                case ARTEMIS -> ArtemisBroker.start();
                case MOSQUITTO -> MosquittoBroker.start();
                case ARTEMIS_PROMPT -> new PromptBroker(ArtemisBroker.start());
            };
        }

        static List<Kind> real() {
            return List.of(ARTEMIS, MOSQUITTO, ARTEMIS_PROMPT);
        }
    }
}

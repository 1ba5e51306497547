package io.hyps.protocol.mqtt;

import java.util.List;
import java.util.function.Supplier;

/** A broker that a test starts, breaks and stops. */
interface TestBroker extends AutoCloseable {
    LinkOptions options(String clientId);

    default MqttLink connect(LinkOptions options) {
        return MqttLink.open(options);
    }

    /** Whether it says 0x10 when nobody subscribes. */
    boolean tellsOfNoSubscribers();

    /** Breaks all connections, forgetting nothing that a session keeps while the broker runs. */
    void breakConnections();

    @Override
    void close();

    /** The brokers that the contract is tested on. */
    enum Kind {
        IN_MEMORY(InMemoryTestBroker::new),
        ARTEMIS(ArtemisBroker::start),
        MOSQUITTO(MosquittoBroker::start);

        private final Supplier<TestBroker> starter;

        Kind(Supplier<TestBroker> starter) {
            this.starter = starter;
        }

        TestBroker start() {
            return starter.get();
        }

        static List<Kind> real() {
            return List.of(ARTEMIS, MOSQUITTO);
        }
    }
}

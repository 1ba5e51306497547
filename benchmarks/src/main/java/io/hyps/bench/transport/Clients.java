package io.hyps.bench.transport;

import io.hyps.stack.parts.Installation;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** The client libraries that are measured. */
enum Clients {
    /** Our link. It sends at QoS 1 only; for QoS 0 the row shows the Paho below it, with the same sockets. */
    HYPS {
        @Override
        Peer connect(URI broker, int qos) throws Exception {
            return qos == 1 ? HypsPeer.connect(broker) : PahoLoader.patched().connect(broker);
        }
    },
    /** Eclipse Paho's jar as it is shipped. */
    PAHO {
        @Override
        Peer connect(URI broker, int qos) throws Exception {
            Path jars = Installation.locate().root().resolve("benchmarks/target/paho-as-shipped");
            return PahoLoader.shipped(jars).connect(broker);
        }
    },
    /** The HiveMQ MQTT client. */
    HIVEMQ {
        @Override
        Peer connect(URI broker, int qos) throws Exception {
            return HiveMqPeer.connect(broker);
        }
    };

    abstract Peer connect(URI broker, int qos) throws Exception;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.hyps.bench.broker;

import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** A measurement's own connection to a broker, with the options that runners and gateways have. */
public final class BenchLink {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private BenchLink() {}

    /**
     * Connects; handlers must not block.
     *
     * @throws IOException if the broker does not answer
     */
    public static MqttLink open(URI broker) throws IOException, InterruptedException {
        MqttLink link = MqttLink.open(BrokerAccess.ofEnvironment(Optional.of(broker), System.getenv())
                .link("hyps-bench-" + UUID.randomUUID())
                .withPromptHandlers());
        boolean opened = false;
        try {
            if (!link.awaitConnected(PATIENCE)) {
                throw new IOException("no connection to " + LinkOptions.redacted(broker) + ": " + link.lastFailure());
            }
            opened = true;
            return link;
        } finally {
            if (!opened) {
                link.close();
            }
        }
    }
}

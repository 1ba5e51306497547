package io.hyps.planner.cli;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reaches the MQTT broker. User, password and certificates come from the environment: HYPS_MQTT_USER and so on. */
final class BrokerOptions {
    private static final String DEFAULT_URL = "tcp://localhost:1883";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String clientId = "hyps-cli-" + UUID.randomUUID().toString().substring(0, 8);
    private final Function<LinkOptions, MqttLink> opener;
    private final Duration patience;

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description = "The MQTT broker (default: HYPS_MQTT_URL, or " + DEFAULT_URL + ").")
    private @Nullable URI url;

    BrokerOptions() {
        this(MqttLink::open, PATIENCE);
    }

    /**
     * @param opener starts connecting
     * @param patience how long the broker has to accept the connection
     */
    BrokerOptions(Function<LinkOptions, MqttLink> opener, Duration patience) {
        this.opener = opener;
        this.patience = patience;
    }

    String clientId() {
        return clientId;
    }

    /** Connects, or ends the command. */
    MqttLink connect() throws InterruptedException {
        LinkOptions options = BrokerAccess.ofEnvironment(Optional.ofNullable(url), System.getenv())
                .link(clientId);
        MqttLink link = opener.apply(options);
        boolean connected = false;
        try {
            connected = link.awaitConnected(patience);
            if (!connected) {
                throw new CommandException(
                        ExitCode.UNREACHABLE,
                        "the MQTT broker at " + options.url() + " cannot be reached: " + link.lastFailure()
                                + "; give another with --mqtt");
            }
            return link;
        } finally {
            if (!connected) {
                link.close();
            }
        }
    }
}

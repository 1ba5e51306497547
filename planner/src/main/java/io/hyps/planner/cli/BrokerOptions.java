package io.hyps.planner.cli;

import io.hyps.protocol.Payload;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reaches the MQTT broker. User and password come from HYPS_MQTT_USER and HYPS_MQTT_PASSWORD. */
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
        Map<String, String> environment = System.getenv();
        URI broker = url != null ? url : URI.create(environment.getOrDefault("HYPS_MQTT_URL", DEFAULT_URL));
        Optional<LinkOptions.Credentials> credentials = Optional.ofNullable(environment.get("HYPS_MQTT_USER"))
                .map(user -> new LinkOptions.Credentials(
                        user, Payload.ofText(environment.getOrDefault("HYPS_MQTT_PASSWORD", ""))));
        MqttLink link = opener.apply(LinkOptions.of(broker, clientId).withCredentials(credentials));
        boolean connected = false;
        try {
            connected = link.awaitConnected(patience);
            if (!connected) {
                throw new CommandException(
                        ExitCode.UNREACHABLE,
                        "the MQTT broker at " + LinkOptions.redacted(broker) + " cannot be reached: "
                                + link.lastFailure() + "; give another with --mqtt");
            }
            return link;
        } finally {
            if (!connected) {
                link.close();
            }
        }
    }
}

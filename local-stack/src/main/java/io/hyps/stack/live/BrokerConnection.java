package io.hyps.stack.live;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A command's connection to the MQTT broker: there at once, or the command ends. */
public final class BrokerConnection {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private BrokerConnection() {}

    /**
     * Connects under a name of its own, as the environment says: HYPS_MQTT_USER and so on.
     *
     * @throws CommandException if the URL cannot be used ({@link ExitCode#BAD_INPUT}) or the broker is not there
     *     ({@link ExitCode#UNREACHABLE})
     */
    public static MqttLink open(URI url) throws InterruptedException {
        return open(url, System.getenv(), PATIENCE);
    }

    /**
     * The same in another environment.
     *
     * @param patience until the broker has answered
     */
    public static MqttLink open(URI url, Map<String, String> environment, Duration patience)
            throws InterruptedException {
        LinkOptions options;
        try {
            options = BrokerAccess.ofEnvironment(Optional.of(url), environment).link(clientId());
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
        MqttLink link = MqttLink.open(options);
        boolean connected = false;
        try {
            connected = link.awaitConnected(patience);
        } finally {
            if (!connected) {
                link.close();
            }
        }
        if (!connected) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "no MQTT broker answers at " + LinkOptions.redacted(url) + " (" + link.lastFailure()
                            + "): start one with 'hyps up', or name another with --mqtt tcp://host:1883");
        }
        return link;
    }

    private static String clientId() {
        String random = FrameId.create().toString();
        return "hyps-cli-" + random.substring(random.length() - 12);
    }
}

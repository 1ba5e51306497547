package io.hyps.stack.cli;

import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.stack.live.BrokerConnection;
import java.net.URI;
import picocli.CommandLine.Option;

/** Where the MQTT broker is. */
final class MqttOption {
    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            defaultValue = "${env:HYPS_MQTT_URL:-tcp://localhost:1883}",
            description = "the MQTT broker (default: HYPS_MQTT_URL, else tcp://localhost:1883)")
    private URI url = URI.create("tcp://localhost:1883");

    MqttLink open() throws InterruptedException {
        return BrokerConnection.open(url);
    }
}

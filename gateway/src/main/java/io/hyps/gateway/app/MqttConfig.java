package io.hyps.gateway.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** The MQTT broker, the same keys for all parts of HyPS. */
@ConfigMapping(prefix = "hyps.mqtt")
public interface MqttConfig {
    @WithDefault("tcp://localhost:1883")
    URI url();

    Optional<String> user();

    Optional<String> password();
}

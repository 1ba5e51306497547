package io.hyps.protocol.mqtt;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The broker's settings from variables such as {@code HYPS_MQTT_CA_FILE}, for commands. */
record EnvironmentSettings(Map<String, String> variables) implements BrokerSettings {
    EnvironmentSettings {
        variables = Map.copyOf(variables);
    }

    @Override
    public Optional<URI> url() {
        return text("URL").map(URI::create);
    }

    @Override
    public Optional<String> user() {
        return text("USER");
    }

    @Override
    public Optional<String> password() {
        return text("PASSWORD");
    }

    @Override
    public Optional<Path> passwordFile() {
        return path("PASSWORD_FILE");
    }

    @Override
    public Optional<Path> caFile() {
        return path("CA_FILE");
    }

    @Override
    public Optional<Path> certificateFile() {
        return path("CERTIFICATE_FILE");
    }

    @Override
    public Optional<Path> keyFile() {
        return path("KEY_FILE");
    }

    @Override
    public Optional<Path> keyPassphraseFile() {
        return path("KEY_PASSPHRASE_FILE");
    }

    private Optional<Path> path(String name) {
        return text(name).map(Path::of);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(variables.get("HYPS_MQTT_" + name)).filter(value -> !value.isEmpty());
    }

    /** No values: one is a password. */
    @Override
    public String toString() {
        return "HYPS_MQTT_*";
    }
}

package io.hyps.protocol.mqtt;

import io.hyps.protocol.Payload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the broker is and how a part shows who it is: all of {@link BrokerSettings}, checked. */
public record BrokerAccess(URI url, Optional<LinkOptions.Credentials> credentials, TlsFiles tls) {
    public static final URI DEFAULT_URL = URI.create("tcp://localhost:1883");

    /** @throws IllegalArgumentException if a setting cannot be used, in one line that names its key */
    public static BrokerAccess of(BrokerSettings settings) {
        return of(settings.url().orElse(DEFAULT_URL), settings);
    }

    /** By the environment of a command; {@code url} stands above {@code HYPS_MQTT_URL}. */
    public static BrokerAccess ofEnvironment(Optional<URI> url, Map<String, String> environment) {
        BrokerSettings settings = new EnvironmentSettings(environment);
        return of(url.or(settings::url).orElse(DEFAULT_URL), settings);
    }

    private static BrokerAccess of(URI url, BrokerSettings settings) {
        BrokerAccess access = new BrokerAccess(
                url,
                credentials(settings),
                new TlsFiles(
                        settings.caFile(),
                        settings.certificateFile(),
                        settings.keyFile(),
                        settings.keyPassphraseFile()));
        access.check();
        return access;
    }

    /** Without a user, trusting whom the platform trusts. */
    public static BrokerAccess anonymous(URI url) {
        return new BrokerAccess(url, Optional.empty(), TlsFiles.PLATFORM);
    }

    /** A connection under this id. */
    public LinkOptions link(String clientId) {
        return LinkOptions.of(url, clientId).withCredentials(credentials).withTls(tls);
    }

    private void check() {
        LinkOptions options = link("check");
        if (options.isSecure()) {
            try {
                tls.sockets();
            } catch (LinkException e) {
                throw new IllegalArgumentException("hyps.mqtt: " + e.getMessage(), e);
            }
        }
    }

    private static Optional<LinkOptions.Credentials> credentials(BrokerSettings settings) {
        if (settings.password().isPresent() && settings.passwordFile().isPresent()) {
            throw new IllegalArgumentException("hyps.mqtt.password and hyps.mqtt.password-file are both set: keep one");
        }
        Optional<String> password =
                settings.password().or(() -> settings.passwordFile().map(BrokerAccess::read));
        if (password.isPresent() && settings.user().isEmpty()) {
            throw new IllegalArgumentException("hyps.mqtt.user is missing: there is a password but no user");
        }
        return settings.user().map(user -> new LinkOptions.Credentials(user, Payload.ofText(password.orElse(""))));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).replaceAll("\\R\\z", "");
        } catch (IOException e) {
            throw new IllegalArgumentException("hyps.mqtt.password-file " + file + " cannot be read", e);
        }
    }
}

package io.hyps.protocol.mqtt;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What can be set about the broker, as {@code hyps.mqtt.*}, the same for every part and command. */
public interface BrokerSettings {
    /** {@code tcp://host:1883} or {@code ssl://host:8883}. */
    Optional<URI> url();

    Optional<String> user();

    /** Better in a file. */
    Optional<String> password();

    /** Holds the password, its last line break left out. */
    Optional<Path> passwordFile();

    /** The authorities that vouch for the broker's certificate, PEM; the platform's if absent. */
    Optional<Path> caFile();

    /** The client's own certificate, PEM. */
    Optional<Path> certificateFile();

    /** The key of that certificate, PEM (PKCS #8). */
    Optional<Path> keyFile();

    /** Holds the passphrase of that key. */
    Optional<Path> keyPassphraseFile();
}

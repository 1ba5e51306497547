package io.hyps.protocol.signature;

import io.hyps.protocol.pem.PemException;
import java.nio.file.Path;
import java.security.Key;

/** The only kind of key that signs here. */
final class Ed25519 {
    private static final String FAMILY = "EdDSA";

    private Ed25519() {}

    static <K extends Key> K require(Path file, K key) throws PemException {
        if (!key.getAlgorithm().equals(FAMILY)) {
            throw refused(file, "it holds a key for " + key.getAlgorithm() + ", not for Ed25519");
        }
        return key;
    }

    static PemException refused(Path file, String why) {
        return new PemException(file + " cannot be used: " + why + "; 'hyps keys create' makes one that can");
    }
}

package io.hyps.protocol.signature;

import io.hyps.protocol.Sha256;
import java.security.PublicKey;

/** Names a public key: the first 16 hex digits of the SHA-256 of its encoding (X.509 SubjectPublicKeyInfo). */
record KeyId(String hex) {
    private static final int DIGITS = 16;

    static KeyId of(PublicKey key) {
        return new KeyId(Sha256.of(key.getEncoded()).hex().substring(0, DIGITS));
    }

    @Override
    public String toString() {
        return hex;
    }
}

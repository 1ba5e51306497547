package io.hyps.protocol.signature;

import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.pem.PemException;
import io.hyps.protocol.pem.PemFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A private key and its public one: signs messages. Safe for use from many threads. */
public final class SigningKey {
    private final PrivateKey key;
    private final PublicKey publicKey;
    private final KeyId id;

    private SigningKey(PrivateKey key, PublicKey publicKey) {
        this.key = key;
        this.publicKey = publicKey;
        this.id = KeyId.of(publicKey);
    }

    /**
     * Reads a file of {@code hyps keys create}: the private key and the public one.
     *
     * @param passphrase for a key that is encrypted
     * @throws PemException if it cannot be used, in one line
     */
    public static SigningKey open(Path file, Optional<char[]> passphrase) throws PemException {
        PemFile pem = PemFile.open(file);
        SigningKey read = new SigningKey(
                Ed25519.require(file, pem.privateKey(passphrase)),
                Ed25519.require(file, pem.publicKeys().get(0)));
        if (!read.isPair()) {
            throw Ed25519.refused(file, "its two keys do not belong together");
        }
        return read;
    }

    /** The message with its signature beside its other user properties. */
    public Publication sign(Publication publication) {
        byte[] text = SignedText.of(publication.topic(), publication.payload());
        Map<String, String> properties = new HashMap<>(publication.userProperties());
        properties.put(SignedText.PROPERTY, id + "." + Base64.getEncoder().encodeToString(signature(text)));
        return publication.withUserProperties(properties);
    }

    /** Names the key in logs. */
    public String id() {
        return id.toString();
    }

    /** Trusts what this key signs. */
    public TrustedKeys trusted() {
        return TrustedKeys.of(List.of(publicKey));
    }

    private boolean isPair() {
        byte[] text = {1};
        return trusted().verifies(id, text, signature(text));
    }

    private byte[] signature(byte[] text) {
        try {
            Signature signature = Signature.getInstance(SignedText.ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was proved does not sign", e);
        }
    }

    /** The key's id only. */
    @Override
    public String toString() {
        return "signing key " + id;
    }
}

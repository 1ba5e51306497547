package io.hyps.protocol.signature;

import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.pem.PemException;
import io.hyps.protocol.pem.PemFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public keys whose messages are believed; with none, every message is. Immutable. */
public final class TrustedKeys {
    /** Believes everything: no key is configured. */
    public static final TrustedKeys NONE = new TrustedKeys(Map.of());

    private final Map<KeyId, PublicKey> keys;

    private TrustedKeys(Map<KeyId, PublicKey> keys) {
        this.keys = keys;
    }

    /**
     * Reads files of {@code hyps keys create}, each with one public key or more.
     *
     * @throws IllegalArgumentException if one cannot be used, in one line
     */
    public static TrustedKeys open(Collection<Path> files) {
        List<PublicKey> keys = new ArrayList<>();
        try {
            for (Path file : files) {
                for (PublicKey key : PemFile.open(file).publicKeys()) {
                    keys.add(Ed25519.require(file, key));
                }
            }
        } catch (PemException e) {
            throw new IllegalArgumentException("hyps.plans.trusted-keys: " + e.getMessage(), e);
        }
        return of(keys);
    }

    static TrustedKeys of(Collection<PublicKey> keys) {
        Map<KeyId, PublicKey> byId = new LinkedHashMap<>();
        keys.forEach(key -> byId.put(KeyId.of(key), key));
        return new TrustedKeys(byId);
    }

    /** These and others. */
    public TrustedKeys and(TrustedKeys others) {
        return of(Stream.concat(keys.values().stream(), others.keys.values().stream())
                .toList());
    }

    /** Whether messages are to be signed at all. */
    public boolean isRequired() {
        return !keys.isEmpty();
    }

    /**
     * Believes a message, or says why not.
     *
     * @throws UntrustedException if keys are configured and none of them has signed this payload for this topic
     */
    public void require(MqttMessage message) throws UntrustedException {
        if (!isRequired()) {
            return;
        }
        String given = message.userProperties().get(SignedText.PROPERTY);
        if (given == null) {
            throw new UntrustedException("it is not signed, and this part believes only what " + names() + " signed");
        }
        int dot = given.indexOf('.');
        KeyId id = new KeyId(given.substring(0, Math.max(0, dot)));
        if (!keys.containsKey(id)) {
            throw new UntrustedException("it is signed by a key that is not trusted; trusted is " + names());
        }
        if (!verifies(id, SignedText.of(message.topic(), message.payload()), bytes(given.substring(dot + 1)))) {
            throw new UntrustedException(
                    "its signature by key " + id + " is wrong: it was altered, or signed for " + "another topic");
        }
    }

    Set<String> ids() {
        return keys.keySet().stream().map(KeyId::toString).collect(Collectors.toUnmodifiableSet());
    }

    boolean verifies(KeyId id, byte[] text, byte[] given) {
        try {
            Signature signature = Signature.getInstance(SignedText.ALGORITHM);
            signature.initVerify(keys.get(id));
            signature.update(text);
            return signature.verify(given);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private String names() {
        return keys.keySet().stream().map(id -> "key " + id).collect(Collectors.joining(" or "));
    }

    /** The keys' ids, for logs. */
    @Override
    public String toString() {
        return keys.keySet().toString();
    }
}

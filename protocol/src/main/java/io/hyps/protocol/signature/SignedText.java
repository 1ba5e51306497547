package io.hyps.protocol.signature;

import io.hyps.protocol.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What is signed of a message: its topic and its payload, so that it says nothing on another topic. */
final class SignedText {
    /** The user property of MQTT 5 that carries {@code key id.signature in Base64}. */
    static final String PROPERTY = "hyps-signature";

    static final String ALGORITHM = "Ed25519";

    private static final String DOMAIN = "HyPS signed message 1\n";

    private SignedText() {}

    static byte[] of(String topic, Payload payload) {
        byte[] before = (DOMAIN + topic + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(before.length + payload.sizeBytes())
                .put(before)
                .put(payload.array())
                .array();
    }
}

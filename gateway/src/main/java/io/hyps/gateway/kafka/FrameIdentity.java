package io.hyps.gateway.kafka;

import io.hyps.protocol.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sensor and the id that it gave an image, as the first half of their SHA-256: small, whatever their length. */
record FrameIdentity(long high, long low) {
    /** Nothing if the sensor gave no id. */
    static Optional<FrameIdentity> of(Frame frame) {
        return frame.suppliedId().map(id -> of(frame.sensor(), id));
    }

    static FrameIdentity of(String sensor, String suppliedId) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        digest.update(sensor.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(suppliedId.getBytes(StandardCharsets.UTF_8)));
        return new FrameIdentity(hash.getLong(), hash.getLong());
    }

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FrameIdentity that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high);
    }
}

package io.hyps.protocol.frame;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.f4b6a3.uuid.UuidCreator;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The identity of a frame everywhere: a UUIDv7 (RFC 9562), so that ids sort by time. */
public record FrameId(UUID uuid) {
    public static final int SIZE_BYTES = 16;

    /** Makes a new id of the present time. */
    public static FrameId create() {
        return new FrameId(UuidCreator.getTimeOrderedEpoch());
    }

    /** @throws IllegalArgumentException if the text is no UUID */
    @JsonCreator
    public static FrameId parse(String text) {
        return new FrameId(UUID.fromString(text));
    }

    /** @throws IllegalArgumentException if there are not 16 bytes */
    public static FrameId ofBytes(byte[] bytes) {
        if (bytes.length != SIZE_BYTES) {
            throw new IllegalArgumentException("a frame id has " + SIZE_BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new FrameId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    /** The id's 16 bytes in network order. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(SIZE_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** The shard that all of this frame's tensors travel on: CRC32C (RFC 3720, B.4) of the 16 bytes, mod the shards. */
    public int shard(int shards) {
        if (shards < 1) {
            throw new IllegalArgumentException("a plan has at least one shard, not " + shards);
        }
        CRC32C crc = new CRC32C();
        crc.update(toBytes());
        return (int) (crc.getValue() % shards);
    }

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FrameId that && uuid.equals(that.uuid);
    }

    @Override
    public int hashCode() {
        return uuid.hashCode();
    }

    @Override
    @JsonValue
    public String toString() {
        return uuid.toString();
    }
}

package io.hyps.protocol.slice;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.wire.WireSliceChunk;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A range of a file, or why it cannot be had. On the wire with a CRC32C of its bytes. */
public sealed interface SliceChunk {
    /** The MQTT content type of chunks. */
    String CONTENT_TYPE = "application/vnd.hyps.slice-chunk+protobuf";

    Sha256 sha256();

    long offset();

    /** Bytes of the file from {@code offset}; {@code data} is a read-only view. */
    record Range(Sha256 sha256, long offset, long totalBytes, ByteBuffer data) implements SliceChunk {
        public Range {
            data = data.slice().asReadOnlyBuffer();
            long end = offset + data.remaining();
            if (offset < 0 || data.remaining() == 0 || end < offset || end > totalBytes) {
                throw new IllegalArgumentException(
                        "bytes " + offset + " to " + end + " are not a range of a file of " + totalBytes + " bytes");
            }
        }

        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /** The planner cannot send the range; asking again does not help. */
    record Unavailable(Sha256 sha256, long offset, String reason) implements SliceChunk {}

    default byte[] encode() {
        WireSliceChunk.Builder wire =
                WireSliceChunk.newBuilder().setSha256(sha256().hex()).setOffset(offset());
        if (this instanceof Range range) {
            wire.setTotalBytes(range.totalBytes())
                    .setCrc32C(crc(range.data()))
                    .setData(UnsafeByteOperations.unsafeWrap(range.data()));
        } else if (this instanceof Unavailable unavailable) {
            wire.setError(unavailable.reason());
        } else {
            throw new IllegalStateException("no encoding for " + getClass());
        }
        return wire.build().toByteArray();
    }

    /** @throws MalformedMessageException if the payload is no chunk or its bytes do not match their checksum */
    static SliceChunk decode(byte[] payload) throws MalformedMessageException {
        WireSliceChunk wire = parse(payload);
        try {
            Sha256 sha256 = Sha256.parse(wire.getSha256());
            if (!wire.getError().isEmpty()) {
                return new Unavailable(sha256, wire.getOffset(), wire.getError());
            }
            ByteBuffer data = wire.getData().asReadOnlyByteBuffer();
            if (crc(data.duplicate()) != wire.getCrc32C()) {
                throw new MalformedMessageException("slice chunk refused: the bytes of " + sha256 + " at "
                        + wire.getOffset() + " do not match their CRC32C");
            }
            return new Range(sha256, wire.getOffset(), wire.getTotalBytes(), data);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("slice chunk refused: " + e.getMessage(), e);
        }
    }

    private static WireSliceChunk parse(byte[] payload) throws MalformedMessageException {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(payload).newCodedInput();
        in.enableAliasing(true);
        try {
            return WireSliceChunk.parser().parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException(
                    "slice chunk of " + payload.length + " bytes is no protobuf: " + e.getMessage(), e);
        }
    }

    private static int crc(ByteBuffer data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return (int) crc.getValue();
    }
}

package io.hyps.protocol.slice;

import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;

/** A runner's wish for a range of a file. Answered by exactly one {@link SliceChunk}, of at most {@code length} bytes. */
public record SliceRequest(Sha256 sha256, long offset, int length) {
    public static final int LARGEST_BYTES = 1 << 20;

    public SliceRequest {
        Required.field("sha256", sha256);
        Required.notNegative("offset", offset);
        if (length < 1 || length > LARGEST_BYTES) {
            throw new IllegalArgumentException("field 'length' is " + length + ": use 1 to " + LARGEST_BYTES);
        }
    }
}

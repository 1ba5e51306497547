package io.hyps.gateway.rest;

import io.hyps.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body as it comes, and holds it once. For the event loop. */
final class BodyBytes {
    private static final int FIRST_BYTES = 16 * 1024;

    private final int announced;
    private byte[] bytes;
    private int size;

    /** @param announced the body's size if the client has told it, else a negative number */
    BodyBytes(long announced) {
        this.announced = (int) Math.min(Integer.MAX_VALUE, announced);
        this.bytes = new byte[this.announced < 0 ? FIRST_BYTES : Math.min(FIRST_BYTES, this.announced)];
    }

    int size() {
        return size;
    }

    void append(Buffer chunk) {
        int needed = Math.addExact(size, chunk.length());
        if (needed > bytes.length) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
            int roomy = announced < 0 ? doubled : Math.min(doubled, announced);
            bytes = Arrays.copyOf(bytes, Math.max(needed, roomy));
        }
        chunk.getBytes(bytes, size);
        size = needed;
    }

    /** All that came; it is not held here any more. */
    Payload take() {
        Payload whole = Payload.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        bytes = new byte[0];
        size = 0;
        return whole;
    }
}

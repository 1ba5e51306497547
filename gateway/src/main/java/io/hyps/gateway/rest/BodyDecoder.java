package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Undoes a body's Content-Encoding, as far as the limit for bodies goes. Reads it twice, the first time to count, so that
 * it holds each byte once and none before there is room for it.
 */
final class BodyDecoder {
    private static final int PART_BYTES = 8 * 1024;

    private final int largestBytes;

    BodyDecoder(int largestBytes) {
        this.largestBytes = largestBytes;
    }

    /** @throws RefusedException if the encoding is unknown, the body is not in it, holds more than the limit, or finds no room */
    Request decode(Request request) throws RefusedException {
        String encoding =
                request.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        if (encoding.equals("identity") || request.body().isEmpty()) {
            return request;
        }
        try {
            byte[] decoded = new byte[taken(request, encoding)];
            try (InputStream in = open(encoding, request.body())) {
                in.readNBytes(decoded, 0, decoded.length);
            }
            return request.withBody(Payload.of(decoded));
        } catch (IOException e) {
            throw new RefusedException(400, "the body is not in the encoding '" + encoding + "', or not whole", e);
        }
    }

    /** The decoded body's size, for which there is room now. */
    private int taken(Request request, String encoding) throws RefusedException, IOException {
        int size = 0;
        byte[] part = new byte[PART_BYTES];
        try (InputStream in = open(encoding, request.body())) {
            for (int read = in.read(part); read != -1; read = in.read(part)) {
                if (read > largestBytes - size) {
                    throw new RefusedException(
                            413, "the body has more than " + largestBytes + " bytes once it is decompressed");
                }
                size += read;
            }
        }
        request.take(size);
        return size;
    }

    private static InputStream open(String encoding, Payload body) throws RefusedException, IOException {
        InputStream bytes = new ByteArrayInputStream(body.array());
        return switch (encoding) {
            case "gzip" -> new GZIPInputStream(bytes);
            case "deflate" -> new InflaterInputStream(bytes);
            default ->
                throw new RefusedException(
                                415,
                                "content encoding '" + ForeignText.printable(encoding)
                                        + "' is unknown: use gzip, deflate or none")
                        .with("Accept-Encoding", "gzip, deflate");
        };
    }
}

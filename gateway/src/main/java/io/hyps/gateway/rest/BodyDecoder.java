package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Undoes a body's Content-Encoding, as far as the limit for bodies goes. */
final class BodyDecoder {
    private static final int PART_BYTES = 64 * 1024;

    private final int largestBytes;

    BodyDecoder(int largestBytes) {
        this.largestBytes = largestBytes;
    }

    /**
     * Decodes.
     *
     * @param room makes room for so many bytes more, if there is
     * @throws RefusedException if the encoding is unknown, the body is not in it, holds more than the limit, or finds no room
     */
    Request decode(Request request, LongPredicate room) throws RefusedException {
        String encoding =
                request.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        if (encoding.equals("identity") || request.body().isEmpty()) {
            return request;
        }
        try (InputStream decoded = open(encoding, request.body())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] part = new byte[PART_BYTES];
            for (int read = decoded.read(part); read != -1; read = decoded.read(part)) {
                if (bytes.size() + read > largestBytes) {
                    throw new RefusedException(
                            413, "the body has more than " + largestBytes + " bytes once it is decompressed");
                }
                if (!room.test(read)) {
                    throw RefusedException.busy("the bodies under way fill the gateway's room; come again")
                            .by("bytes");
                }
                bytes.write(part, 0, read);
            }
            return request.withBody(Payload.of(bytes.toByteArray()));
        } catch (IOException e) {
            throw new RefusedException(400, "the body is not in the encoding '" + encoding + "', or not whole", e);
        }
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

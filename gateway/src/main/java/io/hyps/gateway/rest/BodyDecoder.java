package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Undoes a body's Content-Encoding, as far as the limit for bodies goes. */
final class BodyDecoder {
    private final int largestBytes;

    BodyDecoder(int largestBytes) {
        this.largestBytes = largestBytes;
    }

    /** @throws RefusedException if the encoding is unknown, the body is not in it, or holds more than the limit */
    Request decode(Request request) throws RefusedException {
        String encoding =
                request.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        if (encoding.equals("identity") || request.body().isEmpty()) {
            return request;
        }
        try (InputStream decoded = open(encoding, request.body())) {
            byte[] bytes = decoded.readNBytes(largestBytes);
            if (decoded.read() != -1) {
                throw new RefusedException(
                        413, "the body has more than " + largestBytes + " bytes once it is decompressed");
            }
            return request.withBody(Payload.of(bytes));
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

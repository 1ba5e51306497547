package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class BodyDecoderTest {
    private final BodyDecoder decoder = new BodyDecoder(1000);

    @Test
    void undoesGzipAndDeflate() throws Exception {
        byte[] body = new byte[1000];
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(body);
        }

        assertThat(decoder.decode(request("gzip", gzip(body))).body().array()).isEqualTo(body);
        assertThat(decoder.decode(request("deflate", deflated.toByteArray()))
                        .body()
                        .array())
                .isEqualTo(body);
        assertThat(decoder.decode(request("identity", body)).body().array()).isEqualTo(body);
    }

    @Test
    void refusesWhatGrowsOverTheLimit() throws Exception {
        byte[] bomb = gzip(new byte[10_000_000]);

        assertThatThrownBy(() -> decoder.decode(request("gzip", bomb)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void refusesWhatFindsNoRoomOnceItIsDecompressed() throws Exception {
        byte[] body = gzip(new byte[1000]);
        Admission.Place place = new Admission(1, 999).enter().orElseThrow();

        assertThatThrownBy(() -> decoder.decode(request("gzip", body).withRoom(place::take)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(503));
    }

    @Test
    void refusesWhatIsNotInItsEncoding() throws Exception {
        byte[] whole = gzip(new byte[500]);
        byte[] half = Arrays.copyOf(whole, whole.length / 2);

        assertThatThrownBy(() -> decoder.decode(request("gzip", half)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(400));
        assertThatThrownBy(() -> decoder.decode(request("gzip", new byte[] {1, 2, 3})))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(400));
        assertThatThrownBy(() -> decoder.decode(request("br", new byte[] {1})))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(415));
    }

    private static Request request(String encoding, byte[] body) {
        return new Request(Map.of(), Map.of(), Map.of("content-encoding", encoding), Payload.of(body));
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}

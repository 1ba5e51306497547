package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadFormTest {
    private static final String FILE =
            "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    private static final String FIELD = "--x\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n7\r\n";

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);

    @Test
    void isTheFileThatItHolds() throws Exception {
        Request request = UploadForm.unwrap(form("x", FILE + "pix\r\n--els\0\r\n--x--\r\n"));

        assertThat(request.body().text()).isEqualTo("pix\r\n--els\0");
        assertThat(request.header("Content-Type")).contains("image/png");
    }

    @Property(tries = 200)
    void keepsEveryByte(@ForAll byte[] bytes) throws Exception {
        byte[] head = FILE.replace("--x", "--long-boundary").getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "\r\n--long-boundary--\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[head.length + bytes.length + tail.length];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(bytes, 0, body, head.length, bytes.length);
        System.arraycopy(tail, 0, body, head.length + bytes.length, tail.length);

        Request request = UploadForm.unwrap(form("long-boundary", Payload.of(body)));

        assertThat(request.body().array()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_400, 65_500, 65_535, 65_536, 200_000})
    void keepsWhatComesInSeveralPieces(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        String body = FILE + new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n--x--\r\n";

        assertThat(UploadForm.unwrap(form("x", body), buffers).body().array()).isEqualTo(bytes);
        assertThat(buffers.metric().usedHeapMemory()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 70_000, 200_000})
    void holdsNothingOfAFormThatIsCutShort(int size) {
        assertThatThrownBy(() -> UploadForm.unwrap(form("x", FILE + "a".repeat(size)), buffers))
                .isInstanceOf(RefusedException.class);

        assertThat(buffers.metric().usedHeapMemory()).isZero();
    }

    @Test
    void isRefusedWithoutRoomForWhatItIsTakenApartInto() throws Exception {
        Request form = form("x", FILE + "pixels\r\n--x--\r\n");
        Admission.Place place =
                new Admission(1, 2L * form.body().sizeBytes()).enter().orElseThrow();

        assertThat(UploadForm.unwrap(form.withRoom(place::take)).body().text()).isEqualTo("pixels");
        assertThatThrownBy(() -> UploadForm.unwrap(form.withRoom(place::take)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.status()).isEqualTo(503));
    }

    @Test
    void isToldByItsType() {
        assertThat(UploadForm.isOne(form("x", ""))).isTrue();
        assertThat(UploadForm.isOne(
                        new Request(Map.of(), Map.of(), Map.of("content-type", "image/png"), Payload.empty())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--x--\r\n",
                "pixels",
                FIELD + "--x--\r\n",
                FILE + "a\r\n" + FILE + "b\r\n--x--\r\n",
                FILE + "a\r\n" + FIELD + "--x--\r\n",
                FILE + "cut sho",
                "--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n"
            })
    void isRefusedIfItHoldsNotOneFile(String body) {
        assertThatThrownBy(() -> UploadForm.unwrap(form("x", body)))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.status())
                        .isEqualTo(400));
    }

    @Test
    void isRefusedWithTooManyPartsOrTooLongHeads() {
        assertThatThrownBy(() -> UploadForm.unwrap(form("x", FIELD.repeat(10_000) + "--x--\r\n")))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() ->
                        UploadForm.unwrap(form("x", "--x\r\nContent-Disposition: " + "a".repeat(1 << 20) + "\r\n")))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> UploadForm.unwrap(new Request(
                        Map.of(), Map.of(), Map.of("content-type", "multipart/form-data"), Payload.empty())))
                .isInstanceOf(RefusedException.class);
    }

    private static Request form(String boundary, String body) {
        return form(boundary, Payload.of(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Request form(String boundary, Payload body) {
        return new Request(
                Map.of(),
                Map.<String, List<String>>of(),
                Map.of("content-type", "multipart/form-data; boundary=" + boundary),
                body);
    }
}

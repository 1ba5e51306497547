package io.hyps.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.ImageInput.Color;
import io.hyps.protocol.plan.ImageInput.Padding;
import io.hyps.protocol.plan.ImageInput.Resize;
import io.hyps.protocol.result.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that claim much, sizes that contradict one another, files that end too early. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostileFormatsTest {
    private static final int GIF_FRAME_SIZE = 786;
    private static final int BMP_SIZE = 18;
    private static final int BMP_COMPRESSION = 30;
    private static final int BMP_PACKED = 1;
    private static final int WEBP_FIRST_CHUNK = 12;
    private static final int WEBP_FLAGS = 20;
    private static final int WEBP_LOSSLESS_SIZE = 21;
    private static final int WEBP_CANVAS_SIZE = 24;
    private static final int WEBP_LOSSY_SIZE = 26;
    private static final int WEBP_SECOND_CHUNK = 30;
    private static final int WEBP_SIZE_IN_CANVAS = 39;

    private final Preprocessor preprocessor = new Preprocessor(1_000_000);

    static Stream<Arguments> images() {
        Payload gif = TestImages.fixture("palette.gif");
        Payload bmp = TestImages.fixture("rgb.bmp");
        Payload lossy = TestImages.fixture("lossy.webp");
        Payload lossless = TestImages.fixture("lossless.webp");
        Payload extended = TestImages.fixture("exif-6.webp");
        Payload cmyk = TestImages.fixture("cmyk.jpg");
        return Stream.of(
                tooLarge("a JPEG of 60000×60000", jpegClaiming(TestImages.fixture("rgb.jpg"), 60_000), "60000×60000"),
                tooLarge("a CMYK JPEG of 60000×60000", jpegClaiming(cmyk, 60_000), "60000×60000"),
                tooLarge(
                        "a GIF of 65535×65535",
                        TestImages.patched(gif, GIF_FRAME_SIZE, 0xFF, 0xFF, 0xFF, 0xFF),
                        "65535×65535"),
                tooLarge(
                        "a packed BMP of 16000×16000",
                        TestImages.patched(
                                TestImages.patched(TestImages.fixture("palette.bmp"), BMP_COMPRESSION, BMP_PACKED),
                                BMP_SIZE,
                                0x80,
                                0x3E,
                                0,
                                0,
                                0x80,
                                0x3E,
                                0,
                                0),
                        "16000×16000"),
                broken(
                        "a BMP of 16000×16000",
                        TestImages.patched(bmp, BMP_SIZE, 0x80, 0x3E, 0, 0, 0x80, 0x3E, 0, 0),
                        "Invalid width/height"),
                broken(
                        "a BMP of 2147483647×14",
                        TestImages.patched(bmp, BMP_SIZE, 0xFF, 0xFF, 0xFF, 0x7F),
                        "Invalid width/height"),
                tooLarge(
                        "a lossy WebP of 16383×16383",
                        TestImages.patched(lossy, WEBP_LOSSY_SIZE, 0xFF, 0x3F, 0xFF, 0x3F),
                        "16383×16383"),
                tooLarge(
                        "a lossless WebP of 16384×16384",
                        TestImages.patched(lossless, WEBP_LOSSLESS_SIZE, 0xFF, 0xFF, 0xFF, 0x0F),
                        "16384×16384"),
                broken(
                        "a BMP that is a PNG within",
                        TestImages.patched(bmp, BMP_COMPRESSION, 5),
                        "holds a JPEG or PNG"),
                broken(
                        "a BMP that is a JPEG within",
                        TestImages.patched(bmp, BMP_COMPRESSION, 4),
                        "holds a JPEG or PNG"),
                broken(
                        "a WebP whose canvas is larger than its picture",
                        TestImages.patched(extended, WEBP_CANVAS_SIZE, 0xFF, 0xFF, 0xFF),
                        "contradict"),
                broken(
                        "a WebP whose picture is larger than its canvas",
                        TestImages.patched(extended, WEBP_SIZE_IN_CANVAS, 0xFF, 0xFF, 0xFF, 0x0F),
                        "contradict"),
                broken("an animated WebP", TestImages.patched(extended, WEBP_FLAGS, 0x0A), "animated"),
                broken(
                        "a WebP whose chunk hides in a list",
                        TestImages.patched(extended, WEBP_SECOND_CHUNK, 'L', 'I', 'S', 'T'),
                        "WebP cannot be decoded"),
                broken(
                        "a WebP with a chunk of no size",
                        TestImages.patched(lossy, WEBP_FIRST_CHUNK + 4, 0, 0, 0, 0),
                        "WebP cannot be decoded"),
                broken("a WebP that says its size a million times", canvases(900_000), "contradict"),
                broken("a WebP's first bytes", TestImages.truncated(lossy, 12), "its header says 210"),
                broken("half a lossy WebP", TestImages.half(lossy), "its header says 210"),
                broken("half a lossless WebP", TestImages.half(lossless), "WebP"),
                broken("a lossy WebP cut with its header", shortened(lossy, 60), "WebP"),
                broken("a GIF's first bytes", TestImages.truncated(gif, 13), "GIF"),
                broken("half a GIF", TestImages.half(gif), "GIF"),
                broken("a BMP's first bytes", TestImages.truncated(bmp, 20), "BMP"),
                broken("half a BMP", TestImages.half(bmp), "BMP"),
                broken("half a CMYK JPEG", TestImages.truncated(cmyk, cmyk.sizeBytes() - 200), "JPEG"),
                broken(
                        "text that begins as a BMP does",
                        Payload.ofText("BM is short for bitmap"),
                        "by their first bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void areRefusedAtOnceAndTheNextImageIsTaken(String name, Payload image, ErrorCode code, String reason)
            throws ImageRefusedException {
        ImageRefusedException refused =
                catchThrowableOfType(ImageRefusedException.class, () -> preprocessor.preprocess(input(), image));

        assertThat(refused).hasMessageContaining(reason);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.getMessage()).doesNotContain("\n");
        assertThat(preprocessor
                        .preprocess(input(), TestImages.fixture("rgb.png"))
                        .sizeBytes())
                .isPositive();
    }

    @Test
    void takesAWebpThatIsFollowedByOtherBytes() throws ImageRefusedException {
        Payload webp = TestImages.fixture("lossless.webp");
        byte[] longer = new byte[webp.sizeBytes() + 1000];
        System.arraycopy(webp.array(), 0, longer, 0, webp.sizeBytes());

        assertThat(preprocessor.preprocess(input(), Payload.of(longer)).data())
                .isEqualTo(preprocessor.preprocess(input(), webp).data());
    }

    @Test
    void passesOverExifDataOfWhichEveryTagClaimsAllBytes() throws ImageRefusedException {
        Payload jpeg = TestImages.fixture("rgb.jpg");

        assertThat(preprocessor.preprocess(input(), withExif(jpeg, manyTags())).data())
                .isEqualTo(preprocessor.preprocess(input(), jpeg).data());
    }

    @Test
    void passesOverExifDataThatAreNone() throws ImageRefusedException {
        Payload jpeg = TestImages.fixture("rgb.jpg");

        assertThat(preprocessor
                        .preprocess(input(), withExif(jpeg, "MM, but no more".getBytes(StandardCharsets.UTF_8)))
                        .data())
                .isEqualTo(preprocessor.preprocess(input(), jpeg).data());
    }

    private static Arguments tooLarge(String name, Payload image, String reason) {
        return Arguments.of(name, image, ErrorCode.IMAGE_TOO_LARGE, reason);
    }

    private static Arguments broken(String name, Payload image, String reason) {
        return Arguments.of(name, image, ErrorCode.UNDECODABLE_IMAGE, reason);
    }

    /** The frame header's height and width, behind its length and precision. */
    private static Payload jpegClaiming(Payload jpeg, int side) {
        byte[] bytes = jpeg.array();
        for (int at = 0; at < bytes.length - 9; at++) {
            if (bytes[at] == (byte) 0xFF && bytes[at + 1] == (byte) 0xC0) {
                return TestImages.patched(jpeg, at + 5, side >> 8, side & 0xFF, side >> 8, side & 0xFF);
            }
        }
        throw new IllegalStateException("no frame header");
    }

    /** The first bytes of a WebP of one chunk, whose header and chunk say that these are all. */
    private static Payload shortened(Payload webp, int bytes) {
        int riff = bytes - 8;
        int chunk = bytes - 20;
        Payload cut = TestImages.patched(TestImages.truncated(webp, bytes), 4, riff & 0xFF, riff >> 8);
        return TestImages.patched(cut, WEBP_FIRST_CHUNK + 4, chunk & 0xFF, chunk >> 8);
    }

    /** A file of chunks that each name the canvas. */
    private static Payload canvases(int count) {
        int chunkBytes = 18;
        ByteBuffer webp = ByteBuffer.allocate(12 + count * chunkBytes).order(ByteOrder.LITTLE_ENDIAN);
        webp.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(webp.capacity() - 8)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < count; i++) {
            webp.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0);
            webp.put(new byte[] {19, 0, 0, 13, 0, 0});
        }
        return Payload.of(webp.array());
    }

    private static byte[] manyTags() {
        int tags = 5000;
        ByteBuffer tiff = ByteBuffer.allocate(65_000);
        tiff.put(new byte[] {'M', 'M', 0, 42}).putInt(8).putShort((short) tags);
        for (int tag = 0; tag < tags; tag++) {
            tiff.putShort((short) (tag + 1000))
                    .putShort((short) 4)
                    .putInt(15_000)
                    .putInt(0);
        }
        return tiff.array();
    }

    private static Payload withExif(Payload jpeg, byte[] tiff) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg.array(), 0, 2);
        int length = tiff.length + 8;
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, (byte) (length >> 8), (byte) length});
        out.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(tiff);
        out.write(jpeg.array(), 2, jpeg.sizeBytes() - 2);
        return Payload.of(out.toByteArray());
    }

    private static ImageInput input() {
        List<Double> zeros = List.of(0.0, 0.0, 0.0);
        List<Double> ones = List.of(1.0, 1.0, 1.0);
        return new ImageInput("input", 8, 8, Color.RGB, Resize.STRETCH, Padding.NONE, 1.0, zeros, ones);
    }
}

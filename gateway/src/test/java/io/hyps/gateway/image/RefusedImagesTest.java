package io.hyps.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.ImageInput.Color;
import io.hyps.protocol.plan.ImageInput.Padding;
import io.hyps.protocol.plan.ImageInput.Resize;
import io.hyps.protocol.result.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedImagesTest {
    private static final int SIDE = 28;

    private final Preprocessor preprocessor = new Preprocessor(1_000_000);

    static Stream<Arguments> images() {
        Payload png = TestImages.encoded("png", TestImages.grey(SIDE, SIDE));
        Payload noise = TestImages.encoded("jpeg", TestImages.grey(SIDE, SIDE));
        byte[] bomb = new byte[50_000_000];
        return Stream.of(
                refused("empty", Payload.empty(), ErrorCode.EMPTY_IMAGE, "empty"),
                refused(
                        "text",
                        Payload.ofText("a shirt, honestly"),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "none of PNG, JPEG, WebP, GIF or BMP"),
                refused("one byte", Payload.of(new byte[] {(byte) 0x89}), ErrorCode.UNDECODABLE_IMAGE, "none of PNG"),
                refused(
                        "TIFF",
                        TestImages.encoded("tiff", TestImages.grey(SIDE, SIDE)),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "none of PNG, JPEG, WebP, GIF or BMP"),
                refused("PNG signature only", TestImages.truncated(png, 8), ErrorCode.UNDECODABLE_IMAGE, "PNG"),
                refused(
                        "half a PNG",
                        TestImages.truncated(png, png.sizeBytes() / 2),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "PNG"),
                refused("JPEG start only", TestImages.truncated(noise, 3), ErrorCode.UNDECODABLE_IMAGE, "JPEG"),
                refused(
                        "half a JPEG",
                        TestImages.truncated(noise, noise.sizeBytes() - 60),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "JPEG"),
                refused("0×0", TestImages.png(0, 0, 8, 0, new byte[0]), ErrorCode.UNDECODABLE_IMAGE, "PNG"),
                refused("negative", TestImages.png(-1, -1, 8, 0, new byte[0]), ErrorCode.UNDECODABLE_IMAGE, "PNG"),
                refused(
                        "40000×40000 header",
                        TestImages.png(40_000, 40_000, 8, 2, new byte[0]),
                        ErrorCode.IMAGE_TOO_LARGE,
                        "40000×40000"),
                refused(
                        "2147483647×1 header",
                        TestImages.png(Integer.MAX_VALUE, 1, 8, 2, new byte[0]),
                        ErrorCode.IMAGE_TOO_LARGE,
                        "2147483647×1"),
                refused(
                        "more pixels than allowed",
                        TestImages.png(2000, 2000, 8, 0, new byte[0]),
                        ErrorCode.IMAGE_TOO_LARGE,
                        "at most 1000000"),
                refused(
                        "impossible bit depth",
                        TestImages.png(SIDE, SIDE, 7, 0, bomb),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "PNG"),
                refused(
                        "impossible colours",
                        TestImages.png(SIDE, SIDE, 8, 5, bomb),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "PNG"),
                refused("palette missing", TestImages.png(SIDE, SIDE, 8, 3, bomb), ErrorCode.UNDECODABLE_IMAGE, "PNG"),
                refused(
                        "pixels missing",
                        TestImages.png(SIDE, SIDE, 8, 0, new byte[0]),
                        ErrorCode.UNDECODABLE_IMAGE,
                        "PNG"),
                refused(
                        "another size",
                        TestImages.encoded("png", TestImages.grey(27, SIDE)),
                        ErrorCode.WRONG_SHAPE,
                        "27×28 pixels, the model takes 28×28"),
                refused(
                        "one pixel",
                        TestImages.encoded("png", TestImages.grey(1, 1)),
                        ErrorCode.WRONG_SHAPE,
                        "1×1 pixels"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void isRefusedWithItsReason(String name, Payload image, ErrorCode code, String reason) {
        ImageRefusedException refused =
                catchThrowableOfType(ImageRefusedException.class, () -> preprocessor.preprocess(input(), image));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(reason);
        assertThat(refused.getMessage()).doesNotContain("\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void leavesTheNextImageUnharmed(String name, Payload image, ErrorCode code, String reason)
            throws ImageRefusedException {
        assertThatThrownBy(() -> preprocessor.preprocess(input(), image)).isInstanceOf(ImageRefusedException.class);

        assertThat(preprocessor
                        .preprocess(input(), TestImages.encoded("png", TestImages.grey(SIDE, SIDE)))
                        .floats()
                        .get(1))
                .isEqualTo(9f);
    }

    @Test
    void takesAPngWhoseDataHoldsMoreThanItsPixels() throws ImageRefusedException {
        Payload bomb = TestImages.png(SIDE, SIDE, 8, 0, new byte[50_000_000]);

        assertThat(preprocessor.preprocess(input(), bomb).floats().get(0)).isZero();
    }

    private static Arguments refused(String name, Payload image, ErrorCode code, String reason) {
        return Arguments.of(name, image, code, reason);
    }

    private static ImageInput input() {
        return new ImageInput(
                "input", SIDE, SIDE, Color.GREY, Resize.NONE, Padding.NONE, 1.0, List.of(0.0), List.of(1.0));
    }
}

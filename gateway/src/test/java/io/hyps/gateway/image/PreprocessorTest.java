package io.hyps.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.ImageInput.Color;
import io.hyps.protocol.plan.ImageInput.Padding;
import io.hyps.protocol.plan.ImageInput.Resize;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
    private static final double SCALE = 0.00392156862745098;

    private final Preprocessor preprocessor = new Preprocessor();

    @Test
    void makesGreyPixelsTimesScaleWithPaddingAround() throws ImageRefusedException {
        BufferedImage image = TestImages.grey(28, 28);
        ImageInput input = input(28, 28, Color.GREY, Resize.NONE, new Padding(2, 2, 2, 2), SCALE);

        Tensor tensor = preprocessor.preprocess(input, TestImages.encoded("png", image));

        assertThat(tensor.shape()).isEqualTo(Shape.of(1, 1, 32, 32));
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                boolean inside = x >= 2 && x < 30 && y >= 2 && y < 30;
                int pixel = inside ? image.getRaster().getSample(x - 2, y - 2, 0) : 0;
                assertThat(tensor.floats().get(y * 32 + x)).isEqualTo((float) (pixel * SCALE));
            }
        }
    }

    @Test
    void normalisesPaddingToo() throws ImageRefusedException {
        ImageInput input = new ImageInput(
                "input", 1, 1, Color.GREY, Resize.NONE, new Padding(0, 0, 1, 0), 1.0, List.of(10.0), List.of(2.0));

        Tensor tensor = preprocessor.preprocess(
                input, TestImages.encoded("png", TestImages.filled(BufferedImage.TYPE_BYTE_GRAY, 1, 1, 0xFFFFFFFF)));

        assertThat(values(tensor)).containsExactly(-5f, 122.5f);
    }

    @Test
    void convertsColoursToLumaAsPillowDoes() throws ImageRefusedException {
        assertThat(greyOf(BufferedImage.TYPE_INT_RGB, 0xFFFF0000)).isEqualTo(76);
        assertThat(greyOf(BufferedImage.TYPE_INT_RGB, 0xFF00FF00)).isEqualTo(150);
        assertThat(greyOf(BufferedImage.TYPE_INT_RGB, 0xFF0000FF)).isEqualTo(29);
        assertThat(greyOf(BufferedImage.TYPE_INT_RGB, 0xFF7B7B7B)).isEqualTo(0x7B);
    }

    @Test
    void laysAlphaOverBlack() throws ImageRefusedException {
        assertThat(greyOf(BufferedImage.TYPE_INT_ARGB, 0x80FFFFFF)).isEqualTo(128);
        assertThat(greyOf(BufferedImage.TYPE_INT_ARGB, 0x00FFFFFF)).isZero();
    }

    @Test
    void ordersChannelsAsTheModelWants() throws ImageRefusedException {
        Payload image = TestImages.encoded("png", TestImages.filled(BufferedImage.TYPE_INT_RGB, 1, 1, 0xFF102030));

        assertThat(values(preprocessor.preprocess(one(Color.RGB), image))).containsExactly(0x10, 0x20, 0x30);
        assertThat(values(preprocessor.preprocess(one(Color.BGR), image))).containsExactly(0x30, 0x20, 0x10);
    }

    @Test
    void readsPalettes() throws ImageRefusedException {
        byte[] red = {0, (byte) 200};
        byte[] green = {0, 100};
        byte[] blue = {0, 50};
        BufferedImage image =
                new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue));
        image.getRaster().setSample(0, 0, 0, 1);

        assertThat(values(preprocessor.preprocess(one(Color.RGB), TestImages.encoded("png", image))))
                .containsExactly(200, 100, 50);
    }

    @Test
    void readsOneBitGrey() throws ImageRefusedException {
        ImageInput input = input(2, 1, Color.GREY, Resize.NONE, Padding.NONE, 1);

        assertThat(values(preprocessor.preprocess(input, TestImages.png(2, 1, 1, 0, new byte[] {0, (byte) 0x40}))))
                .containsExactly(0, 255);
    }

    @Test
    void keepsTheFractionOfSixteenBitImages() throws ImageRefusedException {
        byte[] rows = {0, 0x12, 0x34};

        Tensor tensor = preprocessor.preprocess(one(Color.GREY), TestImages.png(1, 1, 16, 0, rows));

        assertThat(values(tensor)[0]).isCloseTo(0x1234 / 257f, within(1e-4f));
    }

    @Test
    void readsGreyJpegs() throws ImageRefusedException {
        BufferedImage image = TestImages.filled(BufferedImage.TYPE_BYTE_GRAY, 8, 8, 0xFF000000);
        for (int at = 0; at < 64; at++) {
            image.getRaster().setSample(at % 8, at / 8, 0, 77);
        }

        Tensor tensor = preprocessor.preprocess(
                input(8, 8, Color.GREY, Resize.NONE, Padding.NONE, 1), TestImages.encoded("jpeg", image));

        for (float value : values(tensor)) {
            assertThat(value).isCloseTo(77, within(1f));
        }
    }

    @Test
    void stretchesByAveragingWhatItShrinks() throws ImageRefusedException {
        byte[] rows = {0, 10, 20, 30, 40};
        ImageInput input = input(2, 1, Color.GREY, Resize.STRETCH, Padding.NONE, 1);

        float[] shrunk = values(preprocessor.preprocess(input, TestImages.png(4, 1, 8, 0, rows)));

        // weights of pixel 0: 1-.25, 1-.25, 1-.75 of 2 pixels' reach
        assertThat(shrunk[0]).isCloseTo((0.75f * 10 + 0.75f * 20 + 0.25f * 30) / 1.75f, within(1e-4f));
        assertThat(shrunk[1]).isCloseTo((0.25f * 20 + 0.75f * 30 + 0.75f * 40) / 1.75f, within(1e-4f));
    }

    @Property(tries = 50)
    void stretchOfAnEvenImageIsEven(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int toWidth,
            @ForAll @IntRange(min = 1, max = 40) int toHeight,
            @ForAll @IntRange(min = 0, max = 0xFF) int level)
            throws ImageRefusedException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < width * height; at++) {
            image.getRaster().setSample(at % width, at / width, 0, level);
        }

        Tensor tensor = preprocessor.preprocess(
                input(toWidth, toHeight, Color.GREY, Resize.STRETCH, Padding.NONE, 1),
                TestImages.encoded("png", image));

        for (float value : values(tensor)) {
            assertThat(value).isCloseTo(level, within(1e-3f));
        }
    }

    @Property(tries = 30)
    void stretchToTheSameSizeChangesNothing(
            @ForAll @IntRange(min = 1, max = 30) int width, @ForAll @IntRange(min = 1, max = 30) int height)
            throws ImageRefusedException {
        Payload image = TestImages.encoded("png", TestImages.grey(width, height));

        float[] kept =
                values(preprocessor.preprocess(input(width, height, Color.GREY, Resize.NONE, Padding.NONE, 1), image));
        float[] stretched = values(
                preprocessor.preprocess(input(width, height, Color.GREY, Resize.STRETCH, Padding.NONE, 1), image));

        assertThat(stretched).isEqualTo(kept);
    }

    private float greyOf(int type, int argb) throws ImageRefusedException {
        return values(preprocessor.preprocess(
                one(Color.GREY), TestImages.encoded("png", TestImages.filled(type, 1, 1, argb))))[0];
    }

    private static ImageInput one(Color color) {
        return input(1, 1, color, Resize.NONE, Padding.NONE, 1);
    }

    private static ImageInput input(int width, int height, Color color, Resize resize, Padding padding, double scale) {
        List<Double> zeros = color == Color.GREY ? List.of(0.0) : List.of(0.0, 0.0, 0.0);
        List<Double> ones = color == Color.GREY ? List.of(1.0) : List.of(1.0, 1.0, 1.0);
        return new ImageInput("input", width, height, color, resize, padding, scale, zeros, ones);
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[tensor.floats().remaining()];
        tensor.floats().get(values);
        return values;
    }
}

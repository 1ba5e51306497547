package io.hyps.gateway.image;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.ImageInput.Padding;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Makes a model's input of an image, by the manifest: {@code float32} [1, C, H, W], as {@link ImageInput} describes it.
 * Safe for use from many threads.
 */
public final class Preprocessor {
    /** What a gateway takes if its configuration does not say otherwise. */
    public static final long DEFAULT_MOST_PIXELS = 40_000_000;

    private final ImageDecoder decoder;

    public Preprocessor() {
        this(DEFAULT_MOST_PIXELS);
    }

    /** @param mostPixels images of more are refused by their header, before they are decoded */
    public Preprocessor(long mostPixels) {
        this.decoder = new ImageDecoder(mostPixels);
    }

    /**
     * Decodes, converts, resizes, pads and normalises.
     *
     * @throws ImageRefusedException if it is no PNG or JPEG, damaged, too large, or of a size that the model does not take
     */
    public Tensor preprocess(ImageInput input, Payload image) throws ImageRefusedException {
        PixelRows rows = new PixelRows(decoder.decode(image, input), input.color());
        Shape shape = input.tensorShape();
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(shape.sizeBytes(ElementType.FLOAT32)))
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer elements = data.asFloatBuffer();
        fillWithBlack(elements, input);
        try {
            drawRows(elements, input, rows);
        } catch (RuntimeException e) {
            throw new ImageRefusedException(
                    ErrorCode.UNDECODABLE_IMAGE, "the image's pixels do not fit its own palette or size", e);
        }
        return Tensor.of(ElementType.FLOAT32, shape, data);
    }

    private static void fillWithBlack(FloatBuffer elements, ImageInput input) {
        int plane = elements.capacity() / input.color().channels();
        for (int at = 0; at < elements.capacity(); at++) {
            elements.put(at, normalise(0, input, at / plane));
        }
    }

    private static void drawRows(FloatBuffer elements, ImageInput input, PixelRows rows) {
        Padding padding = input.padding();
        int channels = input.color().channels();
        int width = input.width() + padding.left() + padding.right();
        int height = input.height() + padding.top() + padding.bottom();
        Resampling across = new Resampling(rows.width(), input.width());
        Resampling down = new Resampling(rows.height(), input.height());
        float[] row = new float[rows.width() * channels];
        float[] sum = new float[rows.width() * channels];
        for (int y = 0; y < input.height(); y++) {
            mixRows(rows, down, y, row, sum);
            for (int c = 0; c < channels; c++) {
                int line = (c * height + padding.top() + y) * width + padding.left();
                for (int x = 0; x < input.width(); x++) {
                    elements.put(line + x, normalise(mixPixels(sum, c * rows.width(), across, x), input, c));
                }
            }
        }
    }

    private static void mixRows(PixelRows rows, Resampling down, int y, float[] row, float[] sum) {
        Arrays.fill(sum, 0);
        for (int i = 0; i < down.count(y); i++) {
            float weight = down.weight(y, i);
            if (weight != 0) {
                rows.read(down.first(y) + i, row);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] += weight * row[at];
                }
            }
        }
    }

    private static float mixPixels(float[] line, int from, Resampling across, int x) {
        float value = 0;
        for (int i = 0; i < across.count(x); i++) {
            value += across.weight(x, i) * line[from + across.first(x) + i];
        }
        return value;
    }

    private static float normalise(float value, ImageInput input, int channel) {
        return (float) ((value * input.scale() - input.mean().get(channel))
                / input.std().get(channel));
    }
}

package io.hyps.gateway.image;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.Tensor;
import java.util.Arrays;

/**
 * Makes a model's input of an image, by the manifest, as {@link ImageInput} describes it. Safe for use from many threads.
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
     * Decodes, turns upright, converts, resizes, crops, pads and normalises.
     *
     * @throws ImageRefusedException if it is of no format that is taken, damaged, too large, or of a size that the model
     *     does not take
     */
    public Tensor preprocess(ImageInput input, Payload image) throws ImageRefusedException {
        PixelRows rows = new PixelRows(decoder.decode(image, input), input.color());
        TensorElements elements = new TensorElements(input);
        if (!coversAll(input)) {
            elements.fill((float) input.fillLevel());
        }
        try {
            draw(elements, input, rows);
        } catch (RuntimeException e) {
            throw new ImageRefusedException(
                    ErrorCode.UNDECODABLE_IMAGE, "the image's pixels do not fit its own palette or size", e);
        }
        return elements.tensor();
    }

    private static boolean coversAll(ImageInput input) {
        return input.resize() != ImageInput.Resize.CONTAIN && input.padding().equals(ImageInput.Padding.NONE);
    }

    private static void draw(TensorElements elements, ImageInput input, PixelRows rows) {
        int width = rows.width();
        int channels = input.color().channels();
        Framing columns = Framing.across(input, width, rows.height());
        Framing lines = Framing.down(input, width, rows.height());
        Resampling across = new Resampling(width, columns.from(), columns.length(), columns.drawn());
        Resampling down = new Resampling(rows.height(), lines.from(), lines.length(), lines.drawn());
        KeptRows kept = new KeptRows(rows::read, down.mostCount(), width * channels);
        float[] sum = new float[width * channels];
        for (int y = lines.firstKept(); y < lines.endKept(); y++) {
            mixRows(kept, down, y, sum);
            for (int c = 0; c < channels; c++) {
                for (int x = columns.firstKept(); x < columns.endKept(); x++) {
                    elements.put(c, lines.start() + y, columns.start() + x, mixPixels(sum, c * width, across, x));
                }
            }
        }
    }

    private static void mixRows(KeptRows rows, Resampling down, int y, float[] sum) {
        Arrays.fill(sum, 0);
        for (int i = 0; i < down.count(y); i++) {
            float weight = down.weight(y, i);
            if (weight != 0) {
                float[] row = rows.row(down.first(y) + i);
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
}

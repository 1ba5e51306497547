package io.hyps.protocol.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hyps.protocol.Required;
import io.hyps.protocol.tensor.Shape;
import java.util.Collections;
import java.util.List;

/**
 * How an image becomes a {@code float32} tensor [1, C, height + padding, width + padding], channels first: decode;
 * convert to {@code color}; resize to {@code width} × {@code height}, or refuse another size; pad with black; then each
 * value v in 0..255 becomes (v · scale − mean[c]) / std[c].
 *
 * @param tensor the model's input tensor
 * @param width of the image before padding, in pixels
 * @param height of the image before padding, in pixels
 * @param resize {@link Resize#NONE} if absent
 * @param padding {@link Padding#NONE} if absent
 * @param scale 1 if absent
 * @param mean per channel; zeros if absent
 * @param std per channel; ones if absent
 */
public record ImageInput(
        String tensor,
        int width,
        int height,
        Color color,
        Resize resize,
        Padding padding,
        Double scale,
        List<Double> mean,
        List<Double> std) {
    private static final int LARGEST_SIDE_PIXELS = 16_384;

    public ImageInput {
        Required.text("tensor", tensor);
        Required.field("color", color);
        requireSide("width", width);
        requireSide("height", height);
        resize = resize == null ? Resize.NONE : resize;
        padding = padding == null ? Padding.NONE : padding;
        scale = scale == null ? Double.valueOf(1) : scale;
        mean = mean == null ? Collections.nCopies(color.channels(), 0.0) : List.copyOf(mean);
        std = std == null ? Collections.nCopies(color.channels(), 1.0) : List.copyOf(std);
        requirePerChannel("mean", mean, color);
        requirePerChannel("std", std, color);
        if (std.contains(0.0)) {
            throw new IllegalArgumentException("field 'std' holds a zero, by which nothing can be divided");
        }
    }

    /** The shape of the tensor that an image becomes: [1, C, H, W]. */
    public Shape tensorShape() {
        return Shape.of(
                1,
                color.channels(),
                height + padding.top() + padding.bottom(),
                width + padding.left() + padding.right());
    }

    private static void requireSide(String name, int pixels) {
        if (pixels < 1 || pixels > LARGEST_SIDE_PIXELS) {
            throw new IllegalArgumentException(
                    "field '" + name + "' is " + pixels + " pixels: use 1 to " + LARGEST_SIDE_PIXELS);
        }
    }

    private static void requirePerChannel(String name, List<Double> values, Color color) {
        if (values.size() != color.channels()) {
            throw new IllegalArgumentException("field '" + name + "' has " + values.size() + " values, color " + color
                    + " has " + color.channels() + " channels");
        }
    }

    /** The channels of the tensor, in order. */
    public enum Color {
        @JsonProperty("grey")
        GREY(1),
        @JsonProperty("rgb")
        RGB(3),
        @JsonProperty("bgr")
        BGR(3);

        private final int channels;

        Color(int channels) {
            this.channels = channels;
        }

        public int channels() {
            return channels;
        }
    }

    /** What is done with an image of another size. */
    public enum Resize {
        /** It is refused. */
        @JsonProperty("none")
        NONE,
        /** It is scaled to the size, its aspect ratio given up. */
        @JsonProperty("stretch")
        STRETCH
    }

    /** Pixels of black around the image. */
    public record Padding(int top, int bottom, int left, int right) {
        public static final Padding NONE = new Padding(0, 0, 0, 0);

        private static final int LARGEST_PIXELS = 4096;

        public Padding {
            for (int pixels : new int[] {top, bottom, left, right}) {
                if (pixels < 0 || pixels > LARGEST_PIXELS) {
                    throw new IllegalArgumentException(
                            "field 'padding' holds " + pixels + " pixels: use 0 to " + LARGEST_PIXELS);
                }
            }
        }
    }
}

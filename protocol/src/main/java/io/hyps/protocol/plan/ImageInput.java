package io.hyps.protocol.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hyps.protocol.Required;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an image becomes a tensor: decode; turn as its EXIF orientation says; convert to {@code color}; bring to {@code
 * width} × {@code height}, or refuse another size; cut {@code crop} out of that; put {@code padding} around; then each
 * value v in 0..255 becomes (v · scale − mean[c]) / std[c]. Fields that came after the first manifests are null where
 * they are what they are if absent, so that plans of before them keep their identity; a method beside each says what
 * holds.
 *
 * @param tensor the model's input tensor
 * @param width of the image before crop and padding, in pixels
 * @param height of the image before crop and padding, in pixels
 * @param resize {@link Resize#NONE} if absent
 * @param crop the part that is kept; all if absent
 * @param padding {@link Padding#NONE} if absent
 * @param fill the level of padding and bars, 0..255; {@link #fillLevel}
 * @param scale 1 if absent
 * @param mean per channel; zeros if absent
 * @param std per channel; ones if absent
 * @param layout {@link #channelsLast}
 * @param type {@link #elementType}
 * @param exif {@link #appliesExif}
 */
public record ImageInput(
        String tensor,
        int width,
        int height,
        Color color,
        Resize resize,
        @Nullable Crop crop,
        Padding padding,
        @Nullable Double fill,
        Double scale,
        List<Double> mean,
        List<Double> std,
        @Nullable Layout layout,
        @Nullable ElementType type,
        @Nullable Exif exif) {
    private static final int LARGEST_SIDE_PIXELS = 16_384;
    /** An MQTT packet cannot hold more. */
    private static final long MOST_TENSOR_BYTES = 256L << 20;

    private static final double HIGHEST_LEVEL = 255;
    private static final Set<ElementType> TYPES = EnumSet.of(
            ElementType.FLOAT32, ElementType.FLOAT16, ElementType.FLOAT64, ElementType.UINT8, ElementType.INT8);

    public ImageInput {
        Required.text("tensor", tensor);
        Required.field("color", color);
        requireSide("width", width);
        requireSide("height", height);
        resize = resize == null ? Resize.NONE : resize;
        padding = padding == null ? Padding.NONE : padding;
        fill = fill == null || fill == 0 ? null : fill;
        scale = scale == null ? Double.valueOf(1) : scale;
        mean = mean == null ? Collections.nCopies(color.channels(), 0.0) : List.copyOf(mean);
        std = std == null ? Collections.nCopies(color.channels(), 1.0) : List.copyOf(std);
        layout = layout == Layout.NCHW ? null : layout;
        type = type == ElementType.FLOAT32 ? null : type;
        exif = exif == Exif.APPLY ? null : exif;
        requirePerChannel("mean", mean, color);
        requirePerChannel("std", std, color);
        requireFinite("scale", List.of(scale));
        if (std.contains(0.0)) {
            throw new IllegalArgumentException("field 'std' holds a zero, by which nothing can be divided");
        }
        if (fill != null && !(fill >= 0 && fill <= HIGHEST_LEVEL)) {
            throw new IllegalArgumentException("field 'fill' is " + fill + ": use 0 to 255");
        }
        if (type != null && !TYPES.contains(type)) {
            throw new IllegalArgumentException("field 'type' is " + type + ": use one of " + TYPES);
        }
        if (crop != null) {
            crop.requireWithin(width, height);
        }
        requireSendable(shape(color, crop, width, height, padding, layout), type);
    }

    /** Of an image as {@code float32} with channels first, all of it kept, black around it, turned as its EXIF says. */
    public ImageInput(
            String tensor,
            int width,
            int height,
            Color color,
            Resize resize,
            Padding padding,
            Double scale,
            List<Double> mean,
            List<Double> std) {
        this(tensor, width, height, color, resize, null, padding, null, scale, mean, std, null, null, null);
    }

    /** The shape of the tensor that an image becomes: [1, C, H, W], or [1, H, W, C] with channels last. */
    public Shape tensorShape() {
        return shape(color, crop, width, height, padding, layout);
    }

    /** The type of the tensor's elements; {@code float32} if absent. */
    public ElementType elementType() {
        return type == null ? ElementType.FLOAT32 : type;
    }

    /** Whether the tensor is [1, H, W, C]; else it is [1, C, H, W], as if absent. */
    public boolean channelsLast() {
        return layout == Layout.NHWC;
    }

    /** Whether an image is turned as its EXIF orientation says; so if absent. */
    public boolean appliesExif() {
        return exif != Exif.IGNORE;
    }

    /** The level of padding and bars, 0..255; black if absent. */
    public double fillLevel() {
        return fill == null ? 0 : fill;
    }

    /** The part that is kept, of an image of {@code width} × {@code height}. */
    public Crop kept() {
        return crop == null ? new Crop(width, height, 0, 0) : crop;
    }

    private static Shape shape(
            Color color, @Nullable Crop crop, int width, int height, Padding padding, @Nullable Layout layout) {
        long high = (crop == null ? height : crop.height()) + padding.top() + padding.bottom();
        long wide = (crop == null ? width : crop.width()) + padding.left() + padding.right();
        return layout == Layout.NHWC
                ? Shape.of(1, high, wide, color.channels())
                : Shape.of(1, color.channels(), high, wide);
    }

    private static void requireSendable(Shape shape, @Nullable ElementType type) {
        ElementType elements = type == null ? ElementType.FLOAT32 : type;
        if (shape.sizeBytes(elements) > MOST_TENSOR_BYTES) {
            throw new IllegalArgumentException("the image becomes " + elements + shape + " of "
                    + (shape.sizeBytes(elements) >> 20) + " MiB, more than the 256 MiB that can be sent");
        }
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
        requireFinite(name, values);
    }

    private static void requireFinite(String name, List<Double> values) {
        if (!values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("field '" + name + "' holds a value that is no finite number");
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
        STRETCH,
        /** It is scaled until it covers the size; what stands out is cut off, as much on either side. */
        @JsonProperty("cover")
        COVER,
        /** It is scaled until it fits into the size; bars fill the rest, as wide on either side. */
        @JsonProperty("contain")
        CONTAIN
    }

    /** Where the channels stand in the tensor's shape. */
    public enum Layout {
        @JsonProperty("nchw")
        NCHW,
        @JsonProperty("nhwc")
        NHWC
    }

    /** What is done with an image's EXIF orientation. */
    public enum Exif {
        @JsonProperty("apply")
        APPLY,
        @JsonProperty("ignore")
        IGNORE
    }

    /**
     * The part of an image that is kept, in pixels.
     *
     * @param left how many are cut off at the left; as many as at the right if absent, one less if they are odd
     * @param top how many are cut off above; as many as below if absent, one less if they are odd
     */
    public record Crop(int width, int height, @Nullable Integer left, @Nullable Integer top) {
        /** Where it begins in an image of that width. */
        public int leftOf(int imageWidth) {
            return left == null ? (imageWidth - width) / 2 : left;
        }

        /** Where it begins in an image of that height. */
        public int topOf(int imageHeight) {
            return top == null ? (imageHeight - height) / 2 : top;
        }

        private void requireWithin(int imageWidth, int imageHeight) {
            requireSide("width", width, "left", leftOf(imageWidth), imageWidth);
            requireSide("height", height, "top", topOf(imageHeight), imageHeight);
        }

        private static void requireSide(String name, int pixels, String start, int from, int all) {
            if (pixels < 1 || pixels > all) {
                throw new IllegalArgumentException(
                        "field 'crop' has a " + name + " of " + pixels + " pixels, the image has 1 to " + all);
            }
            if (from < 0 || from + (long) pixels > all) {
                throw new IllegalArgumentException("field 'crop' keeps " + pixels + " pixels from '" + start + "' "
                        + from + " on, the image has " + all);
            }
        }
    }

    /** Pixels around the image. */
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

package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.ints;

import io.hyps.planner.onnx.ModelBuilder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * U-Net (Ronneberger and others 2015), padded: four poolings down, four ConvTranspose up, skips joined by Concat; a mask as
 * large as the image. Sides that are a multiple of 16, 256 by default.
 */
public final class UNet {
    private static final int[] WIDTHS = {64, 128, 256, 512};

    private final Layers layers = new Layers();
    private final int divisor;

    private UNet(int divisor) {
        this.divisor = divisor;
    }

    public static ModelBuilder of(int divisor, int side) {
        return new UNet(divisor).build(side);
    }

    private ModelBuilder build(int side) {
        Deque<Feature> skips = new ArrayDeque<>();
        Feature x = layers.image(side);
        for (int width : WIDTHS) {
            x = twice("down" + width, x, width);
            skips.push(x);
            x = layers.maxPool("pool" + width, x, 2, 2);
        }
        x = twice("bottom", x, 1024);
        for (int level = WIDTHS.length - 1; level >= 0; level--) {
            int width = WIDTHS[level];
            Feature up = up("up" + width, x, width / divisor);
            x = twice("join" + width, layers.concat("join" + width, skips.pop(), up), width);
        }
        x = layers.conv("mask/conv", x, Kernel.square(2, 1));
        layers.node("Sigmoid", "mask", x.tensor());
        return layers.model().output("mask", 1, 2, side, side);
    }

    private Feature twice(String name, Feature in, int width) {
        Kernel kernel = Kernel.square(width / divisor, 3);
        return layers.convRelu(name + "/2", layers.convRelu(name + "/1", in, kernel), kernel);
    }

    private Feature up(String name, Feature in, int channels) {
        layers.model()
                .weight(name + ".weight", in.channels(), in.channels(), channels, 2, 2)
                .weight(name + ".bias", 1000, channels);
        layers.node("ConvTranspose", name, in.tensor(), name + ".weight", name + ".bias")
                .addAttribute(ints("kernel_shape", 2, 2))
                .addAttribute(ints("strides", 2, 2));
        return new Feature(name, channels, 2 * in.side());
    }
}

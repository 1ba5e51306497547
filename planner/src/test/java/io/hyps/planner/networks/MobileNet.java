package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.integer;
import static io.hyps.planner.onnx.ModelBuilder.ints;

import io.hyps.planner.onnx.ModelBuilder;

/**
 * MobileNetV2 (Sandler and others 2018), depthwise convolutions and Clip with its limits as inputs; 32 or more pixels a
 * side, 224 in the paper.
 */
public final class MobileNet {
    /** Expansion, channels, repeats, stride of the first: table 2 of the paper. */
    private static final int[][] BLOCKS = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    private static final float BRANCH_SCALE = 0.5f;

    private final Layers layers = new Layers();

    private MobileNet() {}

    public static ModelBuilder two(int divisor, int side) {
        return new MobileNet().build(divisor, side);
    }

    private ModelBuilder build(int divisor, int side) {
        Feature x = normed(
                "features.0", layers.image(side), Kernel.square(32 / divisor, 3).stride(2));
        int number = 1;
        for (int[] block : BLOCKS) {
            for (int i = 0; i < block[2]; i++) {
                int stride = i == 0 ? block[3] : 1;
                x = residual("features." + number++, x, block[0], block[1] / divisor, stride);
            }
        }
        x = normed("features.18", x, Kernel.square(1280 / divisor, 1));
        layers.node("ReduceMean", "mean", x.tensor())
                .addAttribute(ints("axes", 2, 3))
                .addAttribute(integer("keepdims", 0));
        layers.node("Identity", "dropout", "mean");
        return layers.logits("dropout", x.channels(), 1000 / divisor);
    }

    private Feature residual(String name, Feature in, int expansion, int channels, int stride) {
        int hidden = in.channels() * expansion;
        Feature x = expansion == 1 ? in : normed(name + "/expand", in, Kernel.square(hidden, 1));
        x = normed(name + "/depthwise", x, Kernel.depthwise(hidden, 3).stride(stride));
        x = layers.conv(name + "/project", x, Kernel.square(channels, 1).withoutBias());
        x = layers.norm(name + "/project/bn", x, BRANCH_SCALE);
        return stride == 1 && in.channels() == channels ? layers.add(name + "/add", in, x) : x;
    }

    private Feature normed(String name, Feature in, Kernel kernel) {
        return layers.relu6(name + "/clip", layers.norm(name + "/bn", layers.conv(name, in, kernel.withoutBias())));
    }
}

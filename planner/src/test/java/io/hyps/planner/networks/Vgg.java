package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.ints;

import io.hyps.planner.onnx.ModelBuilder;

/** VGG (Simonyan, Zisserman 2014) with all widths divided; 32 or more pixels a side, 224 in the paper. */
public final class Vgg {
    private static final int[] BLOCK_WIDTHS = {64, 128, 256, 512, 512};

    private Vgg() {}

    public static ModelBuilder sixteen(int divisor, int side) {
        return build(new int[] {2, 2, 3, 3, 3}, divisor, side);
    }

    public static ModelBuilder nineteen(int divisor, int side) {
        return build(new int[] {2, 2, 4, 4, 4}, divisor, side);
    }

    private static ModelBuilder build(int[] convolutions, int divisor, int side) {
        ModelBuilder model = new ModelBuilder().input("input", 1, 3, side, side).output("logits", 1, 1000 / divisor);
        String last = "input";
        int channels = 3;
        int layer = 0;
        for (int block = 0; block < BLOCK_WIDTHS.length; block++) {
            for (int i = 0; i < convolutions[block]; i++) {
                int width = BLOCK_WIDTHS[block] / divisor;
                last = convolution(model, layer++, last, channels, width);
                channels = width;
            }
            model.node("MaxPool", "pool" + layer, last)
                    .setName("pool" + layer)
                    .addAttribute(ints("kernel_shape", 2, 2))
                    .addAttribute(ints("strides", 2, 2));
            last = "pool" + layer++;
        }
        model.node("Flatten", "flat", last);
        return classifier(model, channels * (side / 32) * (side / 32), divisor);
    }

    private static String convolution(ModelBuilder model, int layer, String input, int channels, int width) {
        model.weight("w" + layer, 9 * channels, width, channels, 3, 3).weight("b" + layer, 1000, width);
        model.node("Conv", "conv" + layer, input, "w" + layer, "b" + layer)
                .setName("conv" + layer)
                .addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("Relu", "relu" + layer, "conv" + layer);
        return "relu" + layer;
    }

    private static ModelBuilder classifier(ModelBuilder model, int features, int divisor) {
        model.dense("fc6", "flat", features, 4096 / divisor);
        model.node("Relu", "fc6.relu", "fc6");
        model.dense("fc7", "fc6.relu", 4096 / divisor, 4096 / divisor);
        model.node("Relu", "fc7.relu", "fc7");
        return model.dense("logits", "fc7.relu", 4096 / divisor, 1000 / divisor);
    }
}

package io.hyps.planner.networks;

import io.hyps.planner.onnx.ModelBuilder;

/**
 * In the style of Inception v3 (Szegedy and others 2015): four branches, factorised 1×7 and 7×1 kernels, AveragePool that
 * counts its padding, Concat; padded throughout. 32 or more pixels a side, 299 in the paper.
 */
public final class Inception {
    private final Layers layers = new Layers();
    private final int divisor;

    private Inception(int divisor) {
        this.divisor = divisor;
    }

    public static ModelBuilder three(int divisor, int side) {
        return new Inception(divisor).build(side);
    }

    private ModelBuilder build(int side) {
        Feature x = conv("stem1", layers.image(side), square(32, 3).stride(2));
        x = conv("stem3", conv("stem2", x, square(32, 3)), square(64, 3));
        x = layers.maxPool("stem/pool1", x, 3, 2);
        x = conv("stem5", conv("stem4", x, square(80, 1)), square(192, 3));
        x = layers.maxPool("stem/pool2", x, 3, 2);
        for (int i = 0; i < 3; i++) {
            x = wide("mixed5" + i, x);
        }
        x = reduced("mixed60", x, 384);
        for (int i = 1; i < 5; i++) {
            x = factorised("mixed6" + i, x, i == 1 ? 128 : 160);
        }
        x = reduced("mixed70", x, 320);
        layers.node("GlobalAveragePool", "avgpool", x.tensor());
        layers.node("Flatten", "flatten", "avgpool");
        return layers.logits("flatten", x.channels(), 1000 / divisor);
    }

    private Feature wide(String name, Feature in) {
        Feature five = conv(name + "/5x5", conv(name + "/5x5_reduce", in, square(48, 1)), square(64, 5));
        Feature twice = conv(name + "/3x3_reduce", in, square(64, 1));
        twice = conv(name + "/3x3b", conv(name + "/3x3a", twice, square(96, 3)), square(96, 3));
        Feature pooled = layers.averagePool(name + "/pool", in, 3, 1);
        return layers.concat(
                name + "/concat",
                conv(name + "/1x1", in, square(64, 1)),
                five,
                twice,
                conv(name + "/pool_proj", pooled, square(32, 1)));
    }

    private Feature factorised(String name, Feature in, int width) {
        Feature seven = conv(name + "/7_reduce", in, square(width, 1));
        seven = conv(name + "/1x7", seven, Kernel.of(width / divisor, 1, 7));
        seven = conv(name + "/7x1", seven, Kernel.of(192 / divisor, 7, 1));
        Feature pooled = layers.averagePool(name + "/pool", in, 3, 1);
        return layers.concat(
                name + "/concat",
                conv(name + "/1x1", in, square(192, 1)),
                seven,
                conv(name + "/pool_proj", pooled, square(192, 1)));
    }

    private Feature reduced(String name, Feature in, int width) {
        Feature twice = conv(name + "/b2", conv(name + "/b1", in, square(64, 1)), square(96, 3));
        return layers.concat(
                name + "/concat",
                conv(name + "/a", in, square(width, 3).stride(2)),
                conv(name + "/b3", twice, square(96, 3).stride(2)),
                layers.maxPool(name + "/pool", in, 3, 2));
    }

    private Kernel square(int channels, int size) {
        return Kernel.square(channels / divisor, size);
    }

    private Feature conv(String name, Feature in, Kernel kernel) {
        return layers.convRelu(name, in, kernel);
    }
}

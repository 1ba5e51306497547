package io.hyps.planner.networks;

import io.hyps.planner.onnx.ModelBuilder;

/**
 * SqueezeNet 1.1 (Iandola and others 2016): fire modules, a convolution as classifier, Reshape to a shape from a Constant
 * node; 32 or more pixels a side, 224 in the paper.
 */
public final class SqueezeNet {
    private final Layers layers = new Layers();
    private final int divisor;

    private SqueezeNet(int divisor) {
        this.divisor = divisor;
    }

    public static ModelBuilder onePointOne(int divisor, int side) {
        return new SqueezeNet(divisor).build(side);
    }

    private ModelBuilder build(int side) {
        Feature x = layers.convRelu(
                "conv1", layers.image(side), Kernel.square(64 / divisor, 3).stride(2));
        x = layers.maxPool("pool1", x, 3, 2);
        x = fire("fire3", fire("fire2", x, 16), 16);
        x = layers.maxPool("pool3", x, 3, 2);
        x = fire("fire5", fire("fire4", x, 32), 32);
        x = layers.maxPool("pool5", x, 3, 2);
        x = fire("fire7", fire("fire6", x, 48), 48);
        x = fire("fire9", fire("fire8", x, 64), 64);
        layers.node("Identity", "dropout", x.tensor());
        int classes = 1000 / divisor;
        x = layers.convRelu("conv10", new Feature("dropout", x.channels(), x.side()), Kernel.square(classes, 1));
        layers.node("GlobalAveragePool", "avgpool", x.tensor());
        layers.model().constant("shape", 1, -1).output("logits", 1, classes);
        layers.node("Reshape", "logits", "avgpool", "shape");
        return layers.model();
    }

    private Feature fire(String name, Feature in, int squeeze) {
        Feature squeezed = layers.convRelu(name + "/squeeze", in, Kernel.square(squeeze / divisor, 1));
        int expand = 4 * squeeze / divisor;
        return layers.concat(
                name + "/concat",
                layers.convRelu(name + "/expand1x1", squeezed, Kernel.square(expand, 1)),
                layers.convRelu(name + "/expand3x3", squeezed, Kernel.square(expand, 3)));
    }
}

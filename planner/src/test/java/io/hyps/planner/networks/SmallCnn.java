package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.ints;
import static io.hyps.planner.onnx.ModelBuilder.real;

import io.hyps.planner.onnx.ModelBuilder;

/** A small network whose operators are written as each operator set wants them. */
public final class SmallCnn {
    private SmallCnn() {}

    /** @param version of ONNX's operator set, 7 or later */
    public static ModelBuilder opset(int version) {
        Layers layers = new Layers();
        ModelBuilder model = layers.model().opset(version).irVersion(irVersion(version));
        Feature x = layers.conv("conv1", layers.image(16), Kernel.square(8, 3).withoutBias());
        x = layers.relu("relu1", layers.norm("norm1", x));
        x = layers.maxPool("pool1", x, 2, 2);
        layers.node("Dropout", "dropout", x.tensor());
        Feature clipped = clip(layers, version, new Feature("dropout", x.channels(), x.side()));
        x = layers.conv("conv2", clipped, Kernel.square(8, 3));
        x = layers.add("add", x, clipped);
        layers.node("GlobalAveragePool", "average", x.tensor());
        if (version < 13) {
            layers.node("Squeeze", "squeeze", "average").addAttribute(ints("axes", 2, 3));
        } else {
            model.longs("axes", 2, 3);
            layers.node("Squeeze", "squeeze", "average", "axes");
        }
        model.dense("dense", "squeeze", 8, 10).output("logits", 1, 10);
        layers.node("Softmax", "logits", "dense");
        return model;
    }

    private static Feature clip(Layers layers, int version, Feature in) {
        if (version >= 11) {
            return layers.relu6("clip", in);
        }
        layers.node("Clip", "clip", in.tensor()).addAttribute(real("min", 0)).addAttribute(real("max", 6));
        return new Feature("clip", in.channels(), in.side());
    }

    /** The version of the format that came with an operator set. */
    private static int irVersion(int opset) {
        if (opset < 9) {
            return 3;
        }
        if (opset < 21) {
            return opset < 13 ? 4 : 8;
        }
        return opset < 23 ? 10 : Math.min(opset - 12, 13);
    }
}

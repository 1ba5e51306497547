package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.integer;

import io.hyps.planner.onnx.ModelBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * DenseNet (Huang and others 2016): each layer reads all before it in its block, and the classifier's Reshape computes its
 * shape as PyTorch exports {@code view}. 32 or more pixels a side, 224 in the paper.
 */
public final class DenseNet {
    private final Layers layers = new Layers();
    private final int growth;

    private DenseNet(int growth) {
        this.growth = growth;
    }

    /** DenseNet-121. */
    public static ModelBuilder full(int divisor, int side) {
        return new DenseNet(32 / divisor).build(side, 1000 / divisor, 6, 12, 24, 16);
    }

    /** The same with eight layers a block. */
    public static ModelBuilder shallow(int divisor, int side) {
        return new DenseNet(32 / divisor).build(side, 1000 / divisor, 8, 8);
    }

    private ModelBuilder build(int side, int classes, int... blocks) {
        Feature x = layers.conv(
                "conv0",
                layers.image(side),
                Kernel.square(2 * growth, 7).stride(2).withoutBias());
        x = layers.maxPool("pool0", layers.relu("relu0", layers.norm("norm0", x)), 3, 2);
        for (int i = 0; i < blocks.length; i++) {
            x = dense("denseblock" + (i + 1), x, blocks[i]);
            if (i < blocks.length - 1) {
                x = activated("transition" + (i + 1), x, Kernel.square(x.channels() / 2, 1));
                x = layers.averagePool("transition" + (i + 1) + "/pool", x, 2, 2);
            }
        }
        x = layers.relu("relu5", layers.norm("norm5", x));
        layers.node("GlobalAveragePool", "avgpool", x.tensor());
        return layers.logits(flattened(), x.channels(), classes);
    }

    private Feature dense(String name, Feature in, int count) {
        List<Feature> features = new ArrayList<>(List.of(in));
        for (int i = 1; i <= count; i++) {
            String layer = name + "/layer" + i;
            Feature all = features.size() == 1 ? in : layers.concat(layer + "/concat", array(features));
            Feature narrow = activated(layer + "/1", all, Kernel.square(4 * growth, 1));
            features.add(activated(layer + "/2", narrow, Kernel.square(growth, 3)));
        }
        return layers.concat(name + "/concat", array(features));
    }

    private Feature activated(String name, Feature in, Kernel kernel) {
        return layers.conv(
                name + "/conv", layers.relu(name + "/relu", layers.norm(name + "/norm", in)), kernel.withoutBias());
    }

    private String flattened() {
        layers.node("Shape", "view/shape", "avgpool");
        layers.model().longs("view/zero", 0).constant("view/rest", -1);
        layers.node("Gather", "view/batch", "view/shape", "view/zero").addAttribute(integer("axis", 0));
        layers.node("Concat", "view/concat", "view/batch", "view/rest").addAttribute(integer("axis", 0));
        layers.node("Reshape", "view", "avgpool", "view/concat");
        return "view";
    }

    private static Feature[] array(List<Feature> features) {
        return features.toArray(Feature[]::new);
    }
}

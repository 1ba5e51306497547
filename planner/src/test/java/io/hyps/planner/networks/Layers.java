package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.integer;
import static io.hyps.planner.onnx.ModelBuilder.ints;
import static io.hyps.planner.onnx.ModelBuilder.real;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.onnx.ModelBuilder;
import java.util.Arrays;

/**
 * Builds a network layer by layer. A layer's node, its output tensor and its weights are named after the layer, as in
 * {@code layer1.0/conv1}.
 */
final class Layers {
    private static final int TYPICAL_BIAS_FAN = 1000;

    private final ModelBuilder model = new ModelBuilder();

    /** An image of three channels, named {@code input}. */
    Feature image(int side) {
        model.input("input", 1, 3, side, side);
        return new Feature("input", 3, side);
    }

    ModelBuilder model() {
        return model;
    }

    NodeProto.Builder node(String type, String name, String... inputs) {
        return model.node(type, name, inputs).setName(name);
    }

    Feature conv(String name, Feature in, Kernel kernel) {
        int share = in.channels() / kernel.groups();
        model.weight(
                name + ".weight",
                share * kernel.height() * kernel.width(),
                kernel.channels(),
                share,
                kernel.height(),
                kernel.width());
        NodeProto.Builder node = node("Conv", name, in.tensor(), name + ".weight");
        if (kernel.bias()) {
            model.weight(name + ".bias", TYPICAL_BIAS_FAN, kernel.channels());
            node.addInput(name + ".bias");
        }
        int down = (kernel.height() - 1) / 2;
        int across = (kernel.width() - 1) / 2;
        node.addAttribute(ints("dilations", 1, 1))
                .addAttribute(integer("group", kernel.groups()))
                .addAttribute(ints("kernel_shape", kernel.height(), kernel.width()))
                .addAttribute(ints("pads", down, across, down, across))
                .addAttribute(ints("strides", kernel.stride(), kernel.stride()));
        return new Feature(name, kernel.channels(), kernel.outputSide(in.side()));
    }

    /** Unfused BatchNormalization whose mean is near 0 and whose variance and scale are near 1. */
    Feature norm(String name, Feature in) {
        return norm(name, in, 1);
    }

    /** The same with scales near another number: small ones keep sums of many branches in range. */
    Feature norm(String name, Feature in, float scale) {
        int channels = in.channels();
        model.normal(name + ".weight", scale, 0.05f * scale, channels)
                .normal(name + ".bias", 0, 0.05f, channels)
                .normal(name + ".running_mean", 0, 0.05f, channels)
                .normal(name + ".running_var", 1, 0.05f, channels);
        node(
                        "BatchNormalization",
                        name,
                        in.tensor(),
                        name + ".weight",
                        name + ".bias",
                        name + ".running_mean",
                        name + ".running_var")
                .addAttribute(real("epsilon", 1e-5f))
                .addAttribute(real("momentum", 0.9f));
        return new Feature(name, channels, in.side());
    }

    Feature relu(String name, Feature in) {
        node("Relu", name, in.tensor());
        return new Feature(name, in.channels(), in.side());
    }

    /** Clip to 0..6 whose limits are Constant nodes of its own. */
    Feature relu6(String name, Feature in) {
        model.scalar(name + ".min", 0).scalar(name + ".max", 6);
        node("Clip", name, in.tensor(), name + ".min", name + ".max");
        return new Feature(name, in.channels(), in.side());
    }

    Feature convRelu(String name, Feature in, Kernel kernel) {
        return relu(name + "/relu", conv(name, in, kernel));
    }

    Feature maxPool(String name, Feature in, int size, int stride) {
        return pool("MaxPool", name, in, size, stride);
    }

    /** AveragePool that counts the padding. */
    Feature averagePool(String name, Feature in, int size, int stride) {
        Feature out = pool("AveragePool", name, in, size, stride);
        model.graph().getNodeBuilder(model.graph().getNodeCount() - 1).addAttribute(integer("count_include_pad", 1));
        return out;
    }

    private Feature pool(String type, String name, Feature in, int size, int stride) {
        int pad = (size - 1) / 2;
        node(type, name, in.tensor())
                .addAttribute(ints("kernel_shape", size, size))
                .addAttribute(ints("pads", pad, pad, pad, pad))
                .addAttribute(ints("strides", stride, stride));
        return new Feature(name, in.channels(), (in.side() + 2 * pad - size) / stride + 1);
    }

    Feature add(String name, Feature left, Feature right) {
        node("Add", name, left.tensor(), right.tensor());
        return new Feature(name, left.channels(), left.side());
    }

    Feature concat(String name, Feature... parts) {
        node("Concat", name, Arrays.stream(parts).map(Feature::tensor).toArray(String[]::new))
                .addAttribute(integer("axis", 1));
        return new Feature(
                name, Arrays.stream(parts).mapToInt(Feature::channels).sum(), parts[0].side());
    }

    /** The last layer: {@code logits} from a vector. */
    ModelBuilder logits(String input, int features, int classes) {
        model.output("logits", 1, classes);
        return model.dense("logits", input, features, classes);
    }
}

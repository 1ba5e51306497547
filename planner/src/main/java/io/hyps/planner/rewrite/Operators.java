package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import java.util.Set;

/** What operators do, as far as splits care. */
enum Operators {
    /** Each element of the first input by itself; other inputs are single numbers. */
    UNARY(
            "Abs",
            "Cast",
            "Ceil",
            "Celu",
            "Clip",
            "Dropout",
            "Elu",
            "Erf",
            "Exp",
            "Floor",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "LeakyRelu",
            "Log",
            "Mish",
            "Neg",
            "Reciprocal",
            "Relu",
            "Round",
            "Selu",
            "Sigmoid",
            "Sign",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Tanh",
            "ThresholdedRelu"),
    /** Elements of several inputs, broadcast to one another. */
    POINTWISE("Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "PRelu"),
    /** Each channel (axis 1) with numbers of its own. */
    NORM("BatchNormalization"),
    /** Each channel (axis 1), all its places together, with numbers of its own. */
    CHANNEL_NORM("InstanceNormalization"),
    /** A window over each channel. */
    POOL("MaxPool", "AveragePool", "LpPool"),
    /** All places of each channel. */
    GLOBAL_POOL("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"),
    /** A window over channels of a group. */
    CONVOLUTION("Conv", "ConvTranspose"),
    /** Places put around a tensor. */
    PAD("Pad"),
    FLATTEN("Flatten", "Reshape"),
    /** Each place by itself, over channels (axis 1). */
    CROSS_CHANNEL("LRN"),
    CONCAT("Concat"),
    OTHER;

    private final Set<String> types;

    Operators(String... types) {
        this.types = Set.of(types);
    }

    static Operators of(Node node) {
        if (!node.domain().isEmpty() || !node.captures().isEmpty()) {
            return OTHER;
        }
        // with a third input a Dropout may be random
        if (node.opType().equals("Dropout") && node.inputs().size() > 2) {
            return OTHER;
        }
        for (Operators each : values()) {
            if (each.types.contains(node.opType())) {
                return each;
            }
        }
        return OTHER;
    }
}

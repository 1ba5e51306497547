package io.hyps.planner.hybrid;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** VGG16 at full size (553 MB of weights), without its weights' bytes. */
final class Vgg16 {
    private static final int[] WIDTHS = {64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0};

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Weight> weights = new HashMap<>();
    private final Map<String, TensorSpec> tensors = new HashMap<>();

    private Vgg16() {}

    static Graph graph() {
        return new Vgg16().build();
    }

    private Graph build() {
        long side = 224;
        long channels = 3;
        String last = tensor("input", 1, channels, side, side);
        int block = 1;
        int layer = 1;
        for (int width : WIDTHS) {
            if (width == 0) {
                side /= 2;
                last = node("MaxPool", "pool" + block, last, List.of(), 1, channels, side, side);
                block++;
                layer = 1;
                continue;
            }
            String name = "conv" + block + "_" + layer++;
            List<String> constants = List.of(weight(name + ".w", width, channels, 3, 3), weight(name + ".b", width));
            last = node("Conv", name, last, constants, 1, width, side, side);
            last = node("Relu", name + ".relu", last, List.of(), 1, width, side, side);
            channels = width;
        }
        last = node("Flatten", "flat", last, List.of(), 1, channels * side * side);
        long features = channels * side * side;
        for (int i = 6; i <= 8; i++) {
            long width = i == 8 ? 1000 : 4096;
            String name = "fc" + i;
            List<String> constants = List.of(weight(name + ".w", width, features), weight(name + ".b", width));
            last = node("Gemm", name, last, constants, 1, width);
            features = width;
            if (i < 8) {
                last = node("Relu", name + ".relu", last, List.of(), 1, width);
            }
        }
        return new Graph(List.of("input"), List.of(last), nodes, Map.of(), weights, tensors);
    }

    private String node(String type, String name, String input, List<String> constants, long... shape) {
        List<String> inputs = new ArrayList<>(List.of(input));
        inputs.addAll(constants);
        NodeProto definition = NodeProto.newBuilder()
                .setName(name)
                .setOpType(type)
                .addAllInput(inputs)
                .addOutput(name + ".out")
                .addAllAttribute(attributes(type))
                .build();
        nodes.add(Node.of(definition, name, Set.of()));
        return tensor(name + ".out", shape);
    }

    private static List<AttributeProto> attributes(String type) {
        return switch (type) {
            case "Conv" -> List.of(ModelBuilder.ints("pads", 1, 1, 1, 1));
            case "MaxPool" -> List.of(ModelBuilder.ints("kernel_shape", 2, 2), ModelBuilder.ints("strides", 2, 2));
            case "Gemm" -> List.of(ModelBuilder.integer("transB", 1));
            default -> List.of();
        };
    }

    private String tensor(String name, long... shape) {
        tensors.put(name, new TensorSpec(name, ElementType.FLOAT32, Shape.of(shape)));
        return name;
    }

    private String weight(String name, long... shape) {
        Shape dimensions = Shape.of(shape);
        weights.put(name, new Weight(name, 1, dimensions, 4 * dimensions.elementCount(), () -> {
            throw new AssertionError("planning reads no weights");
        }));
        return name;
    }
}

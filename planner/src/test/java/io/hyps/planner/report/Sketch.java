package io.hyps.planner.report;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws up graphs node by node, without files; each node makes the tensor of its own name. */
final class Sketch {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorSpec> tensors = new HashMap<>();
    private final Map<String, Weight> weights = new HashMap<>();
    private final String input;

    Sketch(String input, long... shape) {
        this.input = input;
        tensor(input, shape);
    }

    /** The node's name. */
    String node(String type, String name, long[] shape, String... inputs) {
        return share(type, name, name, shape, inputs);
    }

    String share(String type, String name, String origin, long[] shape, String... inputs) {
        NodeProto definition = NodeProto.newBuilder()
                .setName(name)
                .setOpType(type)
                .addAllInput(List.of(inputs))
                .addOutput(name)
                .build();
        nodes.add(new Node(definition, name, origin, Set.of()));
        tensor(name, shape);
        return name;
    }

    String weight(String name, long... shape) {
        long bytes = 4 * Shape.of(shape).elementCount();
        weights.put(name, new Weight(name, 1, Shape.of(shape), bytes, () -> ByteBuffer.allocate(0)));
        return name;
    }

    Graph graph(String... outputs) {
        return new Graph(List.of(input), List.of(outputs), nodes, Map.of(), weights, tensors);
    }

    static long[] shape(long... dimensions) {
        return dimensions;
    }

    private void tensor(String name, long... shape) {
        tensors.put(name, new TensorSpec(name, ElementType.FLOAT32, Shape.of(shape)));
    }

    /** VGG16 at full size (Simonyan, Zisserman 2014). */
    static Graph vgg16() {
        return vgg16(1);
    }

    /** VGG16 with fc6 split by channel. */
    static Graph vgg16(int shares) {
        Sketch sketch = new Sketch("input", 1, 3, 224, 224);
        String last = "input";
        long channels = 3;
        long side = 224;
        int number = 0;
        for (int width : new int[] {64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0}) {
            if (width == 0) {
                side /= 2;
                last = sketch.node("MaxPool", "/pool" + number, shape(1, channels, side, side), last);
                continue;
            }
            long[] shape = shape(1, width, side, side);
            number++;
            String weight = sketch.weight("w" + number, width, channels, 3, 3);
            last = sketch.node("Conv", "/features/conv" + number, shape, last, weight);
            last = sketch.node("Relu", "/features/relu" + number, shape, last);
            channels = width;
        }
        last = sketch.node("Flatten", "/flatten", shape(1, 25088), last);
        last = sketch.split(shares, 25088, 4096, last);
        last = sketch.node("Relu", "/fc6/relu", shape(1, 4096), last);
        last = sketch.node("Gemm", "/fc7", shape(1, 4096), last, sketch.weight("w7f", 4096, 4096));
        last = sketch.node("Relu", "/fc7/relu", shape(1, 4096), last);
        sketch.node("Gemm", "/fc8", shape(1, 1000), last, sketch.weight("w8f", 1000, 4096));
        return sketch.graph("/fc8");
    }

    private String split(int shares, long in, long out, String input) {
        if (shares == 1) {
            return node("Gemm", "/fc6", shape(1, out), input, weight("w6f", out, in));
        }
        String[] parts = new String[shares];
        for (int i = 0; i < shares; i++) {
            String weight = weight("w6f." + i, out / shares, in);
            parts[i] = share("Gemm", "/fc6/share" + i, "/fc6", shape(1, out / shares), input, weight);
        }
        return share("Concat", "/fc6/concat", "/fc6", shape(1, out), parts);
    }

    /** ResNet of bottleneck blocks (He et al. 2016), unfused: with 50 blocks 503 nodes as ResNet152 has. */
    static Graph resnet(int blocks) {
        Sketch sketch = new Sketch("data", 1, 3, 224, 224);
        long[] shape = shape(1, 256, 56, 56);
        String last = sketch.node("Conv", "stem", shape, "data", sketch.weight("ws", 256, 3, 7, 7));
        for (int block = 0; block < blocks; block++) {
            String name = "layer" + block + "/";
            String way = last;
            for (int i = 1; i <= 3; i++) {
                way = sketch.node("Conv", name + "conv" + i, shape, way, sketch.weight(name + i, 64, 64, 3, 3));
                way = sketch.node("BatchNormalization", name + "norm" + i, shape, way);
                way = i == 3 ? way : sketch.node("Relu", name + "relu" + i, shape, way);
            }
            way = sketch.node("Add", name + "add", shape, way, last);
            last = sketch.node("Relu", name + "relu", shape, way);
        }
        last = sketch.node("GlobalAveragePool", "pool", shape(1, 256, 1, 1), last);
        sketch.node("Gemm", "prob", shape(1, 1000), last, sketch.weight("wf", 1000, 256));
        return sketch.graph("prob");
    }

    /** Layers that each read all before them, as DenseNet has (Huang et al. 2017). */
    static Graph densenet(int layers) {
        Sketch sketch = new Sketch("data", 1, 3, 56, 56);
        List<String> features = new ArrayList<>();
        features.add(sketch.node("Conv", "stem", shape(1, 64, 56, 56), "data", sketch.weight("ws", 64, 3, 7, 7)));
        for (int i = 0; i < layers; i++) {
            String name = "dense" + i + "/";
            long wide = 64 + 32L * i;
            String all =
                    sketch.node("Concat", name + "concat", shape(1, wide, 56, 56), features.toArray(String[]::new));
            String way = sketch.node("BatchNormalization", name + "norm", shape(1, wide, 56, 56), all);
            way = sketch.node("Relu", name + "relu", shape(1, wide, 56, 56), way);
            features.add(
                    sketch.node("Conv", name + "conv", shape(1, 32, 56, 56), way, sketch.weight(name + "w", 32, wide)));
        }
        sketch.node("Concat", "end", shape(1, 64 + 32L * layers, 56, 56), features.toArray(String[]::new));
        return sketch.graph("end");
    }

    /** Four branches that meet, as Inception has (Szegedy et al. 2015). */
    static Graph inception(int modules) {
        Sketch sketch = new Sketch("image", 1, 192, 28, 28);
        String last = "image";
        for (int i = 0; i < modules; i++) {
            String name = "mixed" + i + "/";
            long[] shape = shape(1, 64, 28, 28);
            String one = sketch.node("Conv", name + "1x1", shape, last, sketch.weight(name + "a", 64, 192, 1, 1));
            String three = sketch.node("Conv", name + "3x3r", shape, last, sketch.weight(name + "b", 64, 192, 1, 1));
            three = sketch.node("Conv", name + "3x3", shape, three, sketch.weight(name + "c", 64, 64, 3, 3));
            String five = sketch.node("Conv", name + "5x5r", shape, last, sketch.weight(name + "d", 64, 192, 1, 1));
            five = sketch.node("Conv", name + "5x5", shape, five, sketch.weight(name + "e", 64, 64, 5, 5));
            String pool = sketch.node("MaxPool", name + "pool", shape(1, 192, 28, 28), last);
            last = sketch.node("Concat", name + "out", shape(1, 384, 28, 28), one, three, five, pool);
        }
        return sketch.graph(last);
    }
}

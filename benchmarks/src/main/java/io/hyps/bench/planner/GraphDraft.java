package io.hyps.bench.planner;

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

/** A graph in the making: sizes only, no weights' data. */
final class GraphDraft {
    private static final int FLOAT = 1;

    private final List<String> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Weight> weights = new HashMap<>();
    private final Map<String, TensorSpec> tensors = new HashMap<>();

    String input(String name, long... shape) {
        inputs.add(name);
        return tensor(name, shape);
    }

    private String tensor(String name, long... shape) {
        tensors.put(name, new TensorSpec(name, ElementType.FLOAT32, Shape.of(shape)));
        return name;
    }

    /** A weight of 32-bit floats; one of the name that is there already stays. */
    String weight(String name, long... shape) {
        Shape dimensions = Shape.of(shape);
        weights.putIfAbsent(
                name,
                new Weight(
                        name,
                        FLOAT,
                        dimensions,
                        dimensions.sizeBytes(ElementType.FLOAT32),
                        () -> ByteBuffer.allocate(Math.toIntExact(dimensions.sizeBytes(ElementType.FLOAT32)))));
        return name;
    }

    /** @return the tensor that the node makes */
    String node(String type, List<String> reads, long... shape) {
        return share(type, type + nodes.size(), reads, shape);
    }

    /** A node that does a share of another. */
    String share(String type, String origin, List<String> reads, long... shape) {
        String name = type + nodes.size();
        String output = tensor("t" + nodes.size(), shape);
        nodes.add(new Node(
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType(type)
                        .addAllInput(reads)
                        .addOutput(output)
                        .build(),
                name,
                origin,
                Set.of()));
        return output;
    }

    long[] shape(String tensor) {
        TensorSpec spec = tensors.get(tensor);
        if (spec == null) {
            throw new IllegalStateException("no tensor " + tensor);
        }
        return spec.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
    }

    Graph graph(List<String> outputs) {
        return new Graph(inputs, outputs, nodes, Map.of(), weights, tensors);
    }
}

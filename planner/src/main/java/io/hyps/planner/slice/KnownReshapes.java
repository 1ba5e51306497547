package io.hyps.planner.slice;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives each Reshape to a computed shape that shape as a weight, where it is known. In the whole model ONNX Runtime works it
 * out by itself; in a slice it cannot when a part of the shape comes from another partition, and then, told the result's
 * shape, its fusion of Reshapes fails ({@code GetIndexFromName}, seen with 1.29).
 */
final class KnownReshapes {
    private static final int SHAPE_INPUT = 1;

    private final Graph graph;
    private final Set<String> names;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> shapes = new ArrayList<>();

    private KnownReshapes(Graph graph, Set<String> names) {
        this.graph = graph;
        this.names = names;
    }

    static KnownReshapes of(Graph graph, List<Node> nodes) {
        Set<String> names = new HashSet<>();
        nodes.forEach(node -> {
            names.addAll(node.reads());
            names.addAll(node.makes());
        });
        KnownReshapes known = new KnownReshapes(graph, names);
        nodes.forEach(known::add);
        return known;
    }

    /** The nodes' definitions, in their order. */
    List<NodeProto> nodes() {
        return nodes;
    }

    /** What those read besides. */
    List<TensorProto> shapes() {
        return shapes;
    }

    private void add(Node node) {
        if (!isComputed(node)) {
            nodes.add(node.definition());
            return;
        }
        TensorSpec result = graph.tensor(node.outputs().get(0)).orElse(null);
        // a 0 among the sizes means another thing to Reshape
        if (result == null || result.shape().dimensions().contains(0L)) {
            nodes.add(node.definition());
            return;
        }
        String name = freeName(result.name() + "/shape");
        nodes.add(node.definition().toBuilder().setInput(SHAPE_INPUT, name).build());
        shapes.add(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(result.shape().dimensions().size())
                .addAllInt64Data(result.shape().dimensions())
                .build());
    }

    private boolean isComputed(Node node) {
        return node.opType().equals("Reshape")
                && node.domain().isEmpty()
                && node.inputs().size() > SHAPE_INPUT
                && !graph.isConstant(node.inputs().get(SHAPE_INPUT));
    }

    private String freeName(String wanted) {
        String name = wanted;
        while (!names.add(name)) {
            name += "'";
        }
        return name;
    }
}

package io.hyps.planner.slice;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives each Reshape to a computed shape that shape as a weight, where it is known. In the whole model ONNX Runtime works it
 * out by itself; in a slice it cannot when a part of the shape comes from another partition, and then, told the result's
 * shape, its fusion of Reshapes fails ({@code GetIndexFromName}, seen with 1.29). Where several frames are computed at once
 * each Reshape gets one that leaves the rows, of which there is one in the graph, as they are.
 */
final class KnownReshapes {
    private static final int SHAPE_INPUT = 1;
    /** For a Reshape: as many as in its input. */
    private static final long SAME = 0;

    private final Graph graph;
    private final Set<String> names;
    private final boolean batches;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> shapes = new ArrayList<>();
    private final Set<String> replaced = new HashSet<>();
    private final Set<String> captured = new HashSet<>();

    private KnownReshapes(Graph graph, Set<String> names, boolean batches) {
        this.graph = graph;
        this.names = names;
        this.batches = batches;
    }

    static KnownReshapes of(Graph graph, List<Node> nodes, boolean batches) {
        Set<String> names = new HashSet<>();
        nodes.forEach(node -> {
            names.addAll(node.reads());
            names.addAll(node.makes());
        });
        KnownReshapes known = new KnownReshapes(graph, names, batches);
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

    /** Constants that only these Reshapes read, and do not any more. */
    Set<String> unread() {
        Set<String> unread = new HashSet<>(replaced);
        nodes.forEach(node -> node.getInputList().forEach(unread::remove));
        captured.forEach(unread::remove);
        return unread;
    }

    private void add(Node node) {
        captured.addAll(node.captures());
        if (!isToBeKnown(node)) {
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
        List<Long> sizes = new ArrayList<>(result.shape().dimensions());
        if (keepsRows(node)) {
            sizes.set(0, SAME);
        }
        replaced.add(node.inputs().get(SHAPE_INPUT));
        nodes.add(node.definition().toBuilder().setInput(SHAPE_INPUT, name).build());
        shapes.add(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(sizes.size())
                .addAllInt64Data(sizes)
                .build());
    }

    private boolean isToBeKnown(Node node) {
        return node.opType().equals("Reshape")
                && node.domain().isEmpty()
                && node.inputs().size() > SHAPE_INPUT
                && (keepsRows(node) || !graph.isConstant(node.inputs().get(SHAPE_INPUT)));
    }

    /** Not so the Reshape of a weight. */
    private boolean keepsRows(Node node) {
        return batches
                && isOneRow(node.inputs().get(0))
                && isOneRow(node.outputs().get(0));
    }

    private boolean isOneRow(String name) {
        return graph.shape(name)
                .map(Shape::dimensions)
                .filter(dimensions -> !dimensions.isEmpty() && dimensions.get(0) == 1)
                .isPresent();
    }

    private String freeName(String wanted) {
        String name = wanted;
        while (!names.add(name)) {
            name += "'";
        }
        return name;
    }
}

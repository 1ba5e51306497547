package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Makes the nodes of a rewritten graph: copies that do a share, and those that cut and join tensors. */
final class Copies {
    /** From here on Slice takes its places as inputs. */
    private static final int SLICE_WITH_INPUTS = 10;

    private Copies() {}

    /** A node that does a share of another's work. */
    static Node share(Draft draft, Node of, String suffix, List<String> inputs, String output) {
        return share(draft, of, suffix, inputs, output, of.definition());
    }

    /** @param changed gives type and attributes */
    static Node share(Draft draft, Node of, String suffix, List<String> inputs, String output, NodeProto changed) {
        String name = draft.unique(of.name() + suffix);
        NodeProto definition = changed.toBuilder()
                .setName(name)
                .clearInput()
                .addAllInput(inputs)
                .clearOutput()
                .addOutput(output)
                .build();
        return new Node(definition, name, of.origin(), Set.of());
    }

    /** Joins tensors along an axis. */
    static Node concat(Draft draft, String name, int axis, List<String> inputs, String output) {
        return made(draft, name, "Concat", inputs, output, List.of(Attributes.integerOf("axis", axis)));
    }

    static Node sum(Draft draft, String name, List<String> inputs, String output) {
        return made(draft, name, "Sum", inputs, output, List.of());
    }

    /** Cuts the places of some axes out of a tensor; the node is added to a list, the new tensor's name given back. */
    static String slice(Draft draft, String tensor, String suffix, TreeMap<Integer, Interval> places, List<Node> nodes)
            throws SplitException {
        List<Long> dimensions = new ArrayList<>(draft.requireDimensions(tensor));
        places.forEach((axis, range) -> dimensions.set(axis, range.length()));
        String output = draft.tensor(tensor, suffix, dimensions);
        long[] starts = places.values().stream().mapToLong(Interval::from).toArray();
        long[] ends = places.values().stream().mapToLong(Interval::to).toArray();
        long[] axes = places.keySet().stream().mapToLong(axis -> axis).toArray();
        if (draft.opset() < SLICE_WITH_INPUTS) {
            List<AttributeProto> attributes = List.of(
                    Attributes.integersOf("starts", starts),
                    Attributes.integersOf("ends", ends),
                    Attributes.integersOf("axes", axes));
            nodes.add(made(draft, output + "/slice", "Slice", List.of(tensor), output, attributes));
            return output;
        }
        List<String> inputs = List.of(
                tensor,
                integers(draft, output + "/starts", starts),
                integers(draft, output + "/ends", ends),
                integers(draft, output + "/axes", axes));
        nodes.add(made(draft, output + "/slice", "Slice", inputs, output, List.of()));
        return output;
    }

    /** A weight of such numbers. */
    static String integers(Draft draft, String name, long[] values) {
        ByteBuffer data = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            data.putLong(value);
        }
        return draft.weight(
                name,
                TensorProto.DataType.INT64_VALUE,
                Shape.of(values.length),
                data.flip().asReadOnlyBuffer());
    }

    /** A node that the model does not have: it does no share of another's work, so it is its own origin. */
    private static Node made(
            Draft draft,
            String wanted,
            String type,
            List<String> inputs,
            String output,
            List<AttributeProto> attributes) {
        String name = draft.unique(wanted);
        NodeProto definition = NodeProto.newBuilder()
                .setName(name)
                .setOpType(type)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(attributes)
                .build();
        return Node.of(definition, name, Set.of());
    }
}

package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.planner.graph.Constant;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes our graph of a checked model and its inferred shapes. */
final class GraphBuilder {
    private static final Set<String> CONSTANT_VALUES =
            Set.of("value", "value_float", "value_floats", "value_int", "value_ints");

    private final ModelProto model;
    private final ModelProto inferred;
    private final Map<String, Weight> weights;
    private final Set<String> names = new HashSet<>();

    GraphBuilder(ModelProto model, ModelProto inferred, Map<String, Weight> weights) {
        this.model = model;
        this.inferred = inferred;
        this.weights = weights;
    }

    Graph build() throws BadModelException {
        List<String> outputs = model.getGraph().getOutputList().stream()
                .map(ValueInfoProto::getName)
                .toList();
        List<Node> nodes = new ArrayList<>();
        Map<String, Constant> constants = new HashMap<>();
        for (int i = 0; i < model.getGraph().getNodeCount(); i++) {
            NodeProto proto = model.getGraph().getNode(i);
            Node node = node(proto, i);
            if (isConstant(proto) && !outputs.contains(proto.getOutput(0))) {
                constants.put(proto.getOutput(0), new Constant(node, constantBytes(proto)));
            } else {
                nodes.add(node);
            }
        }
        return new Graph(
                model.getGraph().getInputList().stream()
                        .map(ValueInfoProto::getName)
                        .filter(name -> !weights.containsKey(name))
                        .toList(),
                outputs,
                nodes,
                constants,
                weights,
                tensors(constants.keySet()));
    }

    private Node node(NodeProto proto, int position) {
        String own = proto.getName();
        String name = own.isEmpty() ? proto.getOpType() + "#" + position : own;
        return Node.of(proto, names.add(name) ? name : name + "#" + position, Captures.of(proto));
    }

    private static boolean isConstant(NodeProto node) {
        return node.getOpType().equals("Constant")
                && (node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx"))
                && node.getOutputCount() == 1
                && node.getAttributeCount() == 1
                && CONSTANT_VALUES.contains(node.getAttribute(0).getName());
    }

    private static long constantBytes(NodeProto node) throws BadModelException {
        AttributeProto value = node.getAttribute(0);
        return switch (value.getName()) {
            case "value_float" -> Float.BYTES;
            case "value_floats" -> (long) Float.BYTES * value.getFloatsCount();
            case "value_int" -> Long.BYTES;
            case "value_ints" -> (long) Long.BYTES * value.getIntsCount();
            default -> TensorBytes.present(value.getT());
        };
    }

    private Map<String, TensorSpec> tensors(Set<String> constants) throws BadModelException {
        Map<String, TensorSpec> tensors = new HashMap<>();
        Set<String> withoutUse = new HashSet<>(weights.keySet());
        withoutUse.addAll(constants);
        List<ValueInfoProto> values = Stream.of(
                        inferred.getGraph().getInputList(),
                        inferred.getGraph().getValueInfoList(),
                        inferred.getGraph().getOutputList())
                .flatMap(List::stream)
                .toList();
        for (ValueInfoProto value : values) {
            if (!withoutUse.contains(value.getName()) && isKnown(value.getType())) {
                tensors.put(value.getName(), spec(value));
            }
        }
        return tensors;
    }

    private static boolean isKnown(TypeProto type) {
        return type.hasTensorType()
                && type.getTensorType().hasShape()
                && type.getTensorType().getShape().getDimList().stream().allMatch(Dimension::hasDimValue)
                && travels(type.getTensorType().getElemType());
    }

    private static boolean travels(int elementType) {
        return Stream.of(ElementType.values()).anyMatch(t -> t.onnxCode() == elementType);
    }

    private static TensorSpec spec(ValueInfoProto value) throws BadModelException {
        TypeProto.Tensor type = value.getType().getTensorType();
        String what = "tensor '" + ForeignText.printable(value.getName()) + "'";
        try {
            TensorSpec spec = new TensorSpec(
                    value.getName(),
                    ElementType.ofOnnxCode(type.getElemType()),
                    new Shape(type.getShape().getDimList().stream()
                            .map(Dimension::getDimValue)
                            .toList()));
            if (spec.sizeBytes() > Integer.MAX_VALUE) {
                throw new BadModelException(
                        what + " " + spec.shape() + " has " + spec.sizeBytes() + " bytes; one tensor may have 2 GiB");
            }
            return spec;
        } catch (IllegalArgumentException e) {
            throw new BadModelException(what + ": " + e.getMessage(), e);
        }
    }
}

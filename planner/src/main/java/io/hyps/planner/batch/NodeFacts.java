package io.hyps.planner.batch;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Constant;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is written of a node's attributes, constants and shapes; nothing where it is only computed. */
record NodeFacts(Graph graph, Node node) {
    Optional<List<Long>> dimensions(String name) {
        return graph.shape(name).map(Shape::dimensions).or(() -> constant(name)
                .map(value -> value.hasT()
                        ? value.getT().getDimsList()
                        : switch (value.getName()) {
                            case "value_ints" -> List.of((long) value.getIntsCount());
                            case "value_floats" -> List.of((long) value.getFloatsCount());
                            default -> List.of();
                        }));
    }

    /** -1 if it is not known. */
    int rank(String name) {
        return dimensions(name).map(List::size).orElse(-1);
    }

    String input(int index) {
        return index < node.inputs().size() ? node.inputs().get(index) : "";
    }

    long integer(String attribute, long otherwise) {
        return attribute(attribute).map(AttributeProto::getI).orElse(otherwise);
    }

    /** The numbers of an attribute, or of the constant that is an input, as which later operator sets have them. */
    Optional<List<Long>> integers(String attribute, int input) {
        return input(input).isEmpty() ? attribute(attribute).map(AttributeProto::getIntsList) : integers(input(input));
    }

    private Optional<List<Long>> integers(String name) {
        Weight weight = graph.weights().get(name);
        if (weight != null && weight.elementType() == TensorProto.DataType.INT64_VALUE) {
            return Optional.of(integers(weight.data().get()));
        }
        return constant(name)
                .filter(value -> !value.hasT() || value.getT().getDataType() == TensorProto.DataType.INT64_VALUE)
                .map(NodeFacts::integers);
    }

    private static List<Long> integers(AttributeProto value) {
        TensorProto tensor = value.getT();
        if (!value.hasT()) {
            return value.getIntsList();
        }
        return tensor.hasRawData() ? integers(tensor.getRawData().asReadOnlyByteBuffer()) : tensor.getInt64DataList();
    }

    private static List<Long> integers(ByteBuffer bytes) {
        ByteBuffer data = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Long> values = new ArrayList<>();
        while (data.remaining() >= Long.BYTES) {
            values.add(data.getLong());
        }
        return values;
    }

    private Optional<AttributeProto> attribute(String name) {
        return node.definition().getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .findFirst();
    }

    private Optional<AttributeProto> constant(String name) {
        Constant constant = graph.constants().get(name);
        return constant == null
                ? Optional.empty()
                : Optional.of(constant.node().definition().getAttribute(0));
    }
}

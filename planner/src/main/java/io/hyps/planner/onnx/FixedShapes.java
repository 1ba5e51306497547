package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gives each dynamic dimension of the inputs its value: the batch 1, others as asked. */
final class FixedShapes {
    private final Map<String, Shape> wanted;
    private final Map<String, Long> parameters = new HashMap<>();

    private FixedShapes(Map<String, Shape> wanted) {
        this.wanted = wanted;
    }

    static FixedShapes of(Map<String, Shape> wanted) {
        return new FixedShapes(wanted);
    }

    ModelProto apply(ModelProto model) throws BadModelException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        TreeSet<String> names = graph.getInputList().stream()
                .map(ValueInfoProto::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : wanted.keySet()) {
            if (!names.contains(name)) {
                throw new BadModelException("has no input '" + ForeignText.printable(name)
                        + "' to give a shape to; its inputs are " + names);
            }
        }
        for (int i = 0; i < graph.getInputCount(); i++) {
            graph.setInput(i, fixed(graph.getInput(i)));
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            graph.setOutput(i, substituted(graph.getOutput(i)));
        }
        for (int i = 0; i < graph.getValueInfoCount(); i++) {
            graph.setValueInfo(i, substituted(graph.getValueInfo(i)));
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private ValueInfoProto fixed(ValueInfoProto input) throws BadModelException {
        String what = "input '" + ForeignText.printable(input.getName()) + "'";
        if (!input.getType().hasTensorType()) {
            throw new BadModelException(what + " is no tensor; only tensors can be sent");
        }
        Shape shape = wanted.get(input.getName());
        if (!input.getType().getTensorType().hasShape()) {
            if (shape == null) {
                throw new BadModelException(
                        what + " has no shape: give one with --input-shape " + input.getName() + "=1x3x224x224");
            }
            return GraphOutline.value(
                    input.getName(), input.getType().getTensorType().getElemType(), shape);
        }
        TensorShapeProto declared = input.getType().getTensorType().getShape();
        if (shape != null && shape.dimensions().size() != declared.getDimCount()) {
            throw new BadModelException(what + " has " + declared.getDimCount() + " dimensions, the shape given "
                    + shape.dimensions().size());
        }
        ValueInfoProto.Builder fixed = input.toBuilder();
        TensorShapeProto.Builder dimensions =
                fixed.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        for (int i = 0; i < declared.getDimCount(); i++) {
            Dimension dimension = declared.getDim(i);
            long value = value(what, dimension, i, shape, input.getName());
            if (!dimension.getDimParam().isEmpty()) {
                parameters.put(dimension.getDimParam(), value);
            }
            dimensions.setDim(i, Dimension.newBuilder().setDimValue(value));
        }
        return fixed.build();
    }

    private static long value(String what, Dimension dimension, int index, @Nullable Shape shape, String name)
            throws BadModelException {
        boolean isStatic = dimension.hasDimValue() && dimension.getDimParam().isEmpty();
        if (isStatic && dimension.getDimValue() < 0) {
            throw new BadModelException(what + " has the negative dimension " + dimension.getDimValue());
        }
        boolean known = isStatic && dimension.getDimValue() > 0;
        if (shape != null) {
            long asked = shape.dimensions().get(index);
            if (known && asked != dimension.getDimValue()) {
                throw new BadModelException(what + " has " + dimension.getDimValue() + " as dimension " + index
                        + ", the shape given says " + asked);
            }
            return asked;
        }
        if (known) {
            return dimension.getDimValue();
        }
        if (index == 0) {
            return 1;
        }
        throw new BadModelException(what + " has the dynamic dimension "
                + (dimension.getDimParam().isEmpty() ? index : ForeignText.printable(dimension.getDimParam()))
                + ": give its shape, as in --input-shape " + ForeignText.printable(name) + "=1x3x224x224");
    }

    private ValueInfoProto substituted(ValueInfoProto value) {
        if (!value.getType().hasTensorType() || !value.getType().getTensorType().hasShape()) {
            return value;
        }
        ValueInfoProto.Builder result = value.toBuilder();
        TensorShapeProto.Builder shape =
                result.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        IntStream.range(0, shape.getDimCount())
                .filter(i -> !shape.getDim(i).getDimParam().isEmpty())
                .forEach(i -> shape.setDim(i, substituted(shape.getDim(i).getDimParam())));
        return result.build();
    }

    private Dimension substituted(String parameter) {
        Long value = parameters.get(parameter);
        return value == null
                ? Dimension.getDefaultInstance()
                : Dimension.newBuilder().setDimValue(value).build();
    }
}

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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gives each dynamic dimension of the inputs its value: as asked, else as usual for that input, else 1 for the batch. */
final class FixedShapes {
    /** How some exporters write a dimension that is not known, against ONNX's rules but as ONNX Runtime takes it. */
    private static final long OPEN = -1;

    private final Map<String, Shape> wanted;
    private final Map<String, Shape> usual;
    private final Map<String, Long> parameters = new HashMap<>();

    private FixedShapes(Map<String, Shape> wanted, Map<String, Shape> usual) {
        this.wanted = wanted;
        this.usual = usual;
    }

    /**
     * @param wanted by input; refused where the model says otherwise
     * @param usual by input; looked at only where the model leaves a dimension open
     */
    static FixedShapes of(Map<String, Shape> wanted, Map<String, Shape> usual) {
        return new FixedShapes(wanted, usual);
    }

    /** @param weights inputs in name only: no shape can be given to them */
    ModelProto apply(ModelProto model, Set<String> weights) throws BadModelException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> names = graph.getInputList().stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !weights.contains(name))
                .collect(Collectors.toSet());
        for (String name : wanted.keySet()) {
            if (!names.contains(name)) {
                throw new BadModelException(
                        "has no input '" + ForeignText.printable(name) + "' to give a shape to; its inputs are "
                                + ForeignText.printable(new TreeSet<>(names).toString()));
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
                throw new BadModelException(what + " has no shape: give one with --input-shape "
                        + ForeignText.printable(input.getName()) + "=1x3x224x224");
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
            long value = value(input, i, shape);
            // a name that stands for two sizes says nothing
            parameters.merge(dimension.getDimParam(), value, (before, now) -> before.equals(now) ? now : OPEN);
            dimensions.setDim(i, Dimension.newBuilder().setDimValue(value));
        }
        return fixed.build();
    }

    private long value(ValueInfoProto input, int index, @Nullable Shape shape) throws BadModelException {
        String what = "input '" + ForeignText.printable(input.getName()) + "'";
        Dimension dimension = input.getType().getTensorType().getShape().getDim(index);
        if (dimension.getDimValue() < OPEN) {
            throw new BadModelException(what + " has the negative dimension " + dimension.getDimValue());
        }
        boolean known = !isOpen(dimension);
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
        Shape usually = usual.get(input.getName());
        if (usually != null && usually.dimensions().size() > index) {
            return usually.dimensions().get(index);
        }
        if (index == 0) {
            return 1;
        }
        throw new BadModelException(what + " has the dynamic dimension "
                + (dimension.getDimParam().isEmpty() ? index : ForeignText.printable(dimension.getDimParam()))
                + ": give its shape, as in --input-shape " + ForeignText.printable(input.getName()) + "=1x3x224x224");
    }

    static boolean isOpen(Dimension dimension) {
        return dimension.getDimValue() <= 0;
    }

    private ValueInfoProto substituted(ValueInfoProto value) {
        if (!value.getType().hasTensorType() || !value.getType().getTensorType().hasShape()) {
            return value;
        }
        ValueInfoProto.Builder result = value.toBuilder();
        TensorShapeProto.Builder shape =
                result.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        IntStream.range(0, shape.getDimCount())
                .filter(i -> shape.getDim(i).getDimValue() == OPEN)
                .forEach(i -> shape.setDim(i, Dimension.getDefaultInstance()));
        IntStream.range(0, shape.getDimCount())
                .filter(i -> !shape.getDim(i).getDimParam().isEmpty())
                .forEach(i -> shape.setDim(i, substituted(shape.getDim(i).getDimParam())));
        return result.build();
    }

    private Dimension substituted(String parameter) {
        Long value = parameters.get(parameter);
        return value == null || value == OPEN
                ? Dimension.getDefaultInstance()
                : Dimension.newBuilder().setDimValue(value).build();
    }
}

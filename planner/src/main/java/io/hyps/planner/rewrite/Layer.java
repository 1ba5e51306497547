package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A Conv, ConvTranspose, Gemm or MatMul with constant weights, seen as output channels that sum over input channels.
 *
 * @param weight what is shared out, the node's second input
 * @param outputAxis of the weight, along which output channels or groups lie
 * @param inputAxis of the weight, along which input channels lie; of no use where there are groups
 * @param units that can be shared out: groups if there are several, else output channels
 * @param channels of the output
 * @param groups 1 for all but grouped convolutions
 * @param dataAxis of the input, along which its channels lie
 * @param axis of the output, along which channels lie
 */
record Layer(
        Node node,
        Weight weight,
        int outputAxis,
        int inputAxis,
        long units,
        long channels,
        long groups,
        int dataAxis,
        int axis) {
    private static final Set<String> TYPES = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
    /** From here on a Gemm may do without its third input. */
    private static final int GEMM_WITHOUT_BIAS = 11;

    /** @throws SplitException saying why the node's channels cannot be shared out */
    static Layer of(Draft draft, Node node) throws SplitException {
        String what = "node '" + ForeignText.printable(node.name()) + "'";
        if (!TYPES.contains(node.opType()) || !node.domain().isEmpty()) {
            throw new SplitException(what + " is a " + ForeignText.printable(node.opType())
                    + ": only Conv, ConvTranspose, Gemm and MatMul can be split by channel");
        }
        if (draft.isConstant(node.inputs().get(0))) {
            throw new SplitException(what + " has a constant first input: only the second may be constant");
        }
        for (String constant : node.inputs().subList(1, node.inputs().size())) {
            if (!constant.isEmpty() && draft.weight(constant).isEmpty()) {
                throw new SplitException(what + " reads '" + ForeignText.printable(constant)
                        + "', which is no constant: only constant weights can be shared out");
            }
        }
        Weight weight = draft.weight(node.inputs().get(1)).orElseThrow();
        List<Long> output = draft.requireDimensions(node.outputs().get(0));
        Layer layer = of(node, weight, output.size());
        if (layer.units < 1 || layer.channels != output.get(layer.axis)) {
            throw new SplitException(
                    what + " has weights " + weight.shape() + " that do not go with its output " + output);
        }
        return layer;
    }

    private static Layer of(Node node, Weight weight, int rank) throws SplitException {
        Attributes attributes = Attributes.of(node);
        List<Long> kernel = weight.shape().dimensions();
        long groups = attributes.integer("group", 1);
        switch (node.opType()) {
            case "Conv" -> {
                return new Layer(node, weight, 0, 1, groups > 1 ? groups : kernel.get(0), kernel.get(0), groups, 1, 1);
            }
            case "ConvTranspose" -> {
                long channels = kernel.get(1) * groups;
                return new Layer(
                        node, weight, groups > 1 ? 0 : 1, 0, groups > 1 ? groups : channels, channels, groups, 1, 1);
            }
            case "Gemm" -> {
                int columns = attributes.integer("transB", 0) == 0 ? 1 : 0;
                int dataAxis = attributes.integer("transA", 0) == 0 ? 1 : 0;
                long channels = kernel.get(columns);
                return new Layer(node, weight, columns, 1 - columns, channels, channels, 1, dataAxis, 1);
            }
            default -> {
                if (kernel.size() != 2) {
                    throw new SplitException("node '" + ForeignText.printable(node.name()) + "' has weights "
                            + weight.shape() + ": a MatMul is split only if they are a matrix");
                }
                return new Layer(node, weight, 1, 0, kernel.get(1), kernel.get(1), 1, rank - 1, rank - 1);
            }
        }
    }

    String data() {
        return node.inputs().get(0);
    }

    String output() {
        return node.outputs().get(0);
    }

    Layout layout() {
        return new Layout(axis, channels / units);
    }

    /** The node that makes the output channels of some units. */
    Node outputShare(Draft draft, String suffix, Interval range, String data, String output) throws SplitException {
        long perUnit = weight.shape().dimensions().get(outputAxis) / units;
        List<String> inputs = new ArrayList<>(
                List.of(data, draft.share(node.inputs().get(1), outputAxis, range.times(perUnit), suffix)));
        if (hasBias()) {
            inputs.add(biasShare(draft, suffix, range.times(channels / units)));
        }
        NodeProto definition = groups == 1
                ? node.definition()
                : Attributes.of(node).with(List.of(Attributes.integerOf("group", range.length())), Set.of());
        return Copies.share(draft, node, suffix, inputs, output, definition);
    }

    /** The node that sums over some input channels only; the first share adds the bias. */
    Node inputShare(Draft draft, Share share, Interval range, String data, String output) throws SplitException {
        String suffix = share.suffix();
        List<String> inputs =
                new ArrayList<>(List.of(data, draft.share(node.inputs().get(1), inputAxis, range, suffix)));
        if (hasBias() && share.isFirst()) {
            inputs.add(node.inputs().get(2));
        } else if (node.opType().equals("Gemm") && draft.opset() < GEMM_WITHOUT_BIAS) {
            int elementBytes =
                    Math.toIntExact(weight.sizeBytes() / weight.shape().elementCount());
            inputs.add(draft.weight(
                    node.name() + suffix + "/zero",
                    weight.elementType(),
                    Shape.of(1),
                    ByteBuffer.allocate(elementBytes).asReadOnlyBuffer()));
        }
        return Copies.share(draft, node, suffix, inputs, output);
    }

    private boolean hasBias() {
        return node.inputs().size() > 2 && !node.inputs().get(2).isEmpty();
    }

    /** A Gemm's may be of any shape that broadcasts to the output. */
    private String biasShare(Draft draft, String suffix, Interval range) throws SplitException {
        String bias = node.inputs().get(2);
        List<Long> dimensions = draft.dimensions(bias).orElse(List.of());
        int last = dimensions.size() - 1;
        return last < 0 || dimensions.get(last) == 1 ? bias : draft.share(bias, last, range, suffix);
    }

    /** Whether its elements are of a type whose sums may be taken in another order. */
    boolean isReal() {
        return switch (weight.elementType()) {
            case TensorProto.DataType.FLOAT_VALUE,
                    TensorProto.DataType.DOUBLE_VALUE,
                    TensorProto.DataType.FLOAT16_VALUE,
                    TensorProto.DataType.BFLOAT16_VALUE -> true;
            default -> false;
        };
    }
}

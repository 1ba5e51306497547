package io.hyps.planner.batch;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.Set;

/**
 * Whether an operator computes each row of the first axis by itself, by ONNX's operator specifications. What is not listed
 * does not.
 */
final class FrameRules {
    /** Each element by itself; other inputs are single numbers. */
    private static final Set<String> UNARY = Set.of(
            "Abs",
            "Cast",
            "Ceil",
            "Celu",
            "Clip",
            "Dropout",
            "Elu",
            "Erf",
            "Exp",
            "Floor",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "LeakyRelu",
            "Log",
            "Mish",
            "Neg",
            "Not",
            "Reciprocal",
            "Relu",
            "Round",
            "Selu",
            "Sigmoid",
            "Sign",
            "Softplus",
            "Softsign",
            "Sqrt",
            "Tanh",
            "ThresholdedRelu");

    /** Elements of several inputs, broadcast to one another. */
    private static final Set<String> POINTWISE = Set.of(
            "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Mean", "Sum", "PRelu", "Where", "And", "Or", "Equal",
            "Greater", "Less");

    /** The first input's axis 0 is the batch; the others are weights. */
    private static final Set<String> BATCHED = Set.of(
            "Conv",
            "ConvTranspose",
            "MaxPool",
            "AveragePool",
            "LpPool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "GlobalLpPool",
            "BatchNormalization",
            "InstanceNormalization",
            "LRN",
            "DepthToSpace",
            "SpaceToDepth");

    private static final Set<String> REDUCTIONS =
            Set.of("ReduceMean", "ReduceMax", "ReduceMin", "ReduceSum", "ReduceL1", "ReduceL2", "ReduceSumSquare");

    private final NodeFacts facts;
    private final Node node;
    private final Set<String> frames;
    private final Set<String> constants;

    private FrameRules(NodeFacts facts, Node node, Set<String> frames, Set<String> constants) {
        this.facts = facts;
        this.node = node;
        this.frames = frames;
        this.constants = constants;
    }

    /**
     * Asks for one node.
     *
     * @param frames the tensors that have a row for each frame, of one row in the graph; at least one is an input
     * @param constants the tensors that are the same for all frames
     * @param shapes the tensors that are made of frames' shapes alone
     */
    static boolean hold(Graph graph, Node node, Set<String> frames, Set<String> constants, Set<String> shapes) {
        FrameRules rules = new FrameRules(new NodeFacts(graph, node), node, frames, constants);
        boolean given = node.reads().stream().allMatch(name -> frames.contains(name) || constants.contains(name));
        boolean reshapes = node.opType().equals("Reshape") && shapes.contains(rules.facts.input(1));
        boolean makesOne = node.makes().size() == 1 || node.opType().equals("Split");
        return (given || reshapes) && makesOne && rules.hold();
    }

    private boolean hold() {
        String type = node.opType();
        if (UNARY.contains(type)) {
            return isFirstAlone()
                    && node.inputs().stream().skip(1).allMatch(this::isNumber)
                    // with a third input a Dropout may be random
                    && !(type.equals("Dropout") && node.inputs().size() > 2);
        }
        if (POINTWISE.contains(type)) {
            // before operator set 7 an attribute says where the second input begins
            return facts.integer("broadcast", 0) == 0 && node.inputs().stream().allMatch(this::broadcasts);
        }
        if (BATCHED.contains(type)) {
            return isFirstAlone() && facts.integer("training_mode", 0) == 0;
        }
        if (REDUCTIONS.contains(type)) {
            return isFirstAlone() && leaves("axes", 1, inputRank());
        }
        return switch (type) {
            case "Gemm" -> isFirstAlone() && facts.integer("transA", 0) == 0 && isSameForRows(2, 2);
            case "MatMul" -> multiplies();
            case "Flatten" -> isFirstAlone() && facts.integer("axis", 1) == 1;
            case "Reshape" -> frames.contains(facts.input(0)) && !frames.contains(facts.input(1)) && reshapes();
            case "Transpose" ->
                facts.integers("perm", node.inputs().size())
                        .filter(order -> !order.isEmpty() && order.get(0) == 0)
                        .isPresent();
            case "Concat" -> frames.containsAll(node.inputs()) && isBehindRows(facts.integer("axis", 0), inputRank());
            case "Split" -> isFirstAlone() && isBehindRows(facts.integer("axis", 0), inputRank());
            // without an axis it is the second or the last one, by the operator set
            case "Softmax", "LogSoftmax" -> isBehindRows(facts.integer("axis", inputRank() - 1), inputRank());
            case "LayerNormalization" ->
                isFirstAlone()
                        && isBehindRows(facts.integer("axis", -1), inputRank())
                        && isSameForRows(1, inputRank())
                        && isSameForRows(2, inputRank());
            case "Slice", "Squeeze" -> isFirstAlone() && leaves("axes", type.equals("Slice") ? 3 : 1, inputRank());
            case "Unsqueeze" -> isFirstAlone() && leaves("axes", 1, outputRank());
            case "Pad" -> isFirstAlone() && facts.input(3).isEmpty() && padsNoRows();
            default -> false;
        };
    }

    private boolean isFirstAlone() {
        return frames.contains(facts.input(0)) && node.inputs().stream().skip(1).noneMatch(frames::contains);
    }

    private int inputRank() {
        return facts.rank(facts.input(0));
    }

    private int outputRank() {
        return facts.rank(node.outputs().get(0));
    }

    private boolean isNumber(String name) {
        return name.isEmpty()
                || facts.dimensions(name)
                        .filter(dimensions -> dimensions.stream().allMatch(d -> d == 1))
                        .isPresent();
    }

    /** All frames of the result's rank, constants without rows of their own. */
    private boolean broadcasts(String name) {
        int rank = outputRank();
        return frames.contains(name) ? facts.rank(name) == rank : constants.contains(name) && isSameForRows(name, rank);
    }

    private boolean isSameForRows(int input, int rank) {
        return facts.input(input).isEmpty() || isSameForRows(facts.input(input), rank);
    }

    private boolean isSameForRows(String constant, int rank) {
        return facts.dimensions(constant)
                .filter(own -> own.size() < rank || (own.size() == rank && own.get(0) == 1))
                .isPresent();
    }

    private boolean multiplies() {
        int left = inputRank();
        int right = facts.rank(facts.input(1));
        boolean weights = constants.contains(facts.input(1)) && left >= 2 && right == 2;
        boolean matrices = frames.contains(facts.input(1)) && left >= 3 && left == right;
        return frames.contains(facts.input(0)) && (weights || matrices);
    }

    /** A slice's Reshape keeps its rows and gives each of them the shape that the graph knows, in which a 0 means another thing. */
    private boolean reshapes() {
        return node.inputs().size() == 2
                && facts.integer("allowzero", 0) == 0
                && facts.dimensions(node.outputs().get(0))
                        .filter(dimensions -> !dimensions.contains(0L))
                        .isPresent();
    }

    private boolean padsNoRows() {
        int rank = inputRank();
        return facts.integers("pads", 1)
                .filter(pads -> pads.size() == 2 * rank && pads.get(0) == 0 && pads.get(rank) == 0)
                .isPresent();
    }

    /** Whether axes are given and the rows are none of them. */
    private boolean leaves(String attribute, int input, int rank) {
        return facts.integers(attribute, input)
                .filter(axes -> !axes.isEmpty() && axes.stream().allMatch(axis -> isBehindRows(axis, rank)))
                .isPresent();
    }

    private static boolean isBehindRows(long axis, int rank) {
        return axis > 0 ? axis < rank : axis < 0 && axis + rank > 0;
    }
}

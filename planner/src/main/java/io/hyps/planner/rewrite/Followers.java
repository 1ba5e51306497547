package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The nodes that can stay in a branch of a channel split, since they work on each channel by itself. */
final class Followers {
    private final Draft draft;

    Followers(Draft draft) {
        this.draft = draft;
    }

    /** Where the units lie in what the node makes; nothing if it cannot follow. */
    Optional<Layout> follow(Node node, Map<String, Layout> branch) {
        List<String> data = data(node);
        Layout layout = branch.get(data.isEmpty() ? "" : data.get(0));
        if (layout == null
                || !data.stream().allMatch(name -> layout.equals(branch.get(name)))
                || !isSole(node)
                || draft.dimensions(node.outputs().get(0)).isEmpty()) {
            return Optional.empty();
        }
        return switch (Operators.of(node)) {
            case UNARY -> given(node.inputs().get(0).equals(data.get(0)) && othersAreScalars(node), layout);
            case POINTWISE -> given(broadcasts(node, data, layout), layout);
            case NORM, CHANNEL_NORM -> given(layout.axis() == 1 && normsEachChannel(node), layout);
            case POOL, GLOBAL_POOL -> given(layout.axis() == 1, layout);
            case CONVOLUTION -> convolution(node, layout);
            case PAD ->
                given(
                        Pads.of(draft, node)
                                .filter(pads -> pads.begin(layout.axis()) == 0 && pads.end(layout.axis()) == 0)
                                .isPresent(),
                        layout);
            case FLATTEN -> flatten(node, layout);
            case CROSS_CHANNEL, CONCAT, OTHER -> Optional.empty();
        };
    }

    /** @param own the names of the branch's tensors, by those of the whole */
    Node copy(Node node, Share share, Map<String, Layout> branch, Map<String, String> own) throws SplitException {
        String output = node.outputs().get(0);
        Layout before = layout(branch, data(node).get(0));
        Layout after = layout(branch, output);
        String made = draft.tensor(output, share.suffix(), share.dimensions(draft.requireDimensions(output), after));
        own.put(output, made);
        if (Operators.of(node) == Operators.CONVOLUTION) {
            Layer layer = Layer.of(draft, node);
            Interval groups = share.range().times(groupsPerUnit(layer, before).orElseThrow());
            return layer.outputShare(
                    draft, share.suffix(), groups, Objects.requireNonNull(own.get(layer.data())), made);
        }
        if (Operators.of(node) == Operators.FLATTEN) {
            NodeProto definition = NodeProto.newBuilder()
                    .setOpType("Flatten")
                    .addAttribute(Attributes.integerOf("axis", 1))
                    .build();
            String data = Objects.requireNonNull(own.get(node.inputs().get(0)));
            return Copies.share(draft, node, share.suffix(), List.of(data), made, definition);
        }
        int rank = draft.requireDimensions(output).size();
        List<String> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            inputs.add(own.containsKey(input) ? own.get(input) : constantShare(input, node, share, after, rank));
        }
        return Copies.share(draft, node, share.suffix(), inputs, made);
    }

    private String constantShare(String constant, Node node, Share share, Layout layout, int rank)
            throws SplitException {
        Interval range = share.range().times(layout.factor());
        return switch (Operators.of(node)) {
            case NORM, CHANNEL_NORM -> draft.share(constant, 0, range, share.suffix());
            case POINTWISE -> {
                List<Long> dimensions = draft.dimensions(constant).orElse(List.of());
                int axis = layout.axis() - rank + dimensions.size();
                yield axis < 0 || dimensions.get(axis) == 1
                        ? constant
                        : draft.share(constant, axis, range, share.suffix());
            }
            default -> constant;
        };
    }

    /** The inputs that are no constants, in order. */
    private List<String> data(Node node) {
        return node.inputs().stream()
                .filter(name -> !name.isEmpty() && !draft.isConstant(name))
                .toList();
    }

    private boolean isSole(Node node) {
        return node.makes().stream()
                .filter(name -> !name.equals(node.outputs().get(0)))
                .allMatch(name -> draft.readers(name).isEmpty() && !draft.isOutput(name));
    }

    private boolean othersAreScalars(Node node) {
        return node.inputs().stream().skip(1).filter(name -> !name.isEmpty()).allMatch(name -> draft.dimensions(name)
                .filter(dimensions -> dimensions.stream().allMatch(d -> d == 1))
                .isPresent());
    }

    private boolean broadcasts(Node node, List<String> data, Layout layout) {
        List<Long> output = draft.dimensions(node.outputs().get(0)).orElse(List.of());
        long length = output.get(layout.axis());
        boolean alike = data.stream()
                .map(name -> draft.dimensions(name).orElse(List.of()))
                .allMatch(d -> d.size() == output.size() && d.get(layout.axis()) == length);
        return alike
                && node.inputs().stream().filter(name -> !data.contains(name)).allMatch(name -> {
                    Optional<List<Long>> known = draft.dimensions(name);
                    int axis = layout.axis()
                            - output.size()
                            + known.map(List::size).orElse(0);
                    return known.isPresent()
                            && known.get().size() <= output.size()
                            && (axis < 0
                                    || known.get().get(axis) == 1
                                    || known.get().get(axis) == length);
                });
    }

    private boolean normsEachChannel(Node node) {
        long channels =
                draft.dimensions(node.outputs().get(0)).orElse(List.of()).get(1);
        return node.inputs().stream().skip(1).allMatch(name -> draft.dimensions(name)
                .filter(List.of(channels)::equals)
                .isPresent());
    }

    private Optional<Layout> convolution(Node node, Layout layout) {
        try {
            Layer layer = Layer.of(draft, node);
            return groupsPerUnit(layer, layout)
                    .filter(groups -> layout.axis() == 1)
                    .map(groups -> new Layout(1, groups * layer.channels() / layer.groups()));
        } catch (SplitException cannotFollow) {
            return Optional.empty();
        }
    }

    /** How many whole groups the input channels of a unit are; nothing if they are none. */
    private Optional<Long> groupsPerUnit(Layer layer, Layout input) {
        long channels = draft.dimensions(layer.data()).map(d -> d.get(1)).orElse(0L);
        long perGroup = channels / layer.groups();
        return layer.groups() > 1 && perGroup > 0 && input.factor() % perGroup == 0
                ? Optional.of(input.factor() / perGroup)
                : Optional.empty();
    }

    /** A Flatten, or a Reshape that does the same: what is after the first axis becomes one. */
    private Optional<Layout> flatten(Node node, Layout layout) {
        List<Long> input = draft.dimensions(node.inputs().get(0)).orElse(List.of());
        List<Long> output = draft.dimensions(node.outputs().get(0)).orElse(List.of());
        boolean flattens = layout.axis() == 1
                && input.size() > 1
                && output.size() == 2
                && output.get(0).equals(input.get(0))
                && input.get(1) > 0;
        return given(flattens, new Layout(1, flattens ? layout.factor() * (output.get(1) / input.get(1)) : 1));
    }

    private static Optional<Layout> given(boolean follows, Layout layout) {
        return follows ? Optional.of(layout) : Optional.empty();
    }

    private static Layout layout(Map<String, Layout> branch, String tensor) {
        return Objects.requireNonNull(branch.get(tensor));
    }
}

package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Layers that are tiled together: all nodes on the ways from one tensor to another.
 *
 * @param input the tensor [N, C, H, W] that it reads; everything else it reads goes to each tile whole
 * @param nodes in order
 * @param tensors that the nodes make
 */
record Block(String input, List<Node> nodes, Set<String> tensors) {
    private static final int RANK = 4;

    /** @throws SplitException naming the node that cannot be tiled, and why */
    static Block of(Draft draft, Node first, Node last) throws SplitException {
        String input = input(draft, first);
        List<Node> after = after(draft, input, draft.position(last));
        Set<String> needed = new HashSet<>(last.reads());
        needed.addAll(last.makes());
        List<Node> nodes = new ArrayList<>();
        for (int i = after.size() - 1; i >= 0; i--) {
            if (after.get(i).makes().stream().anyMatch(needed::contains)) {
                nodes.add(after.get(i));
                needed.addAll(after.get(i).reads());
            }
        }
        Collections.reverse(nodes);
        if (nodes.stream().noneMatch(node -> node.name().equals(first.name()))
                || nodes.stream().noneMatch(node -> node.name().equals(last.name()))) {
            throw new SplitException("node " + quoted(last) + " does not come after " + quoted(first));
        }
        Set<String> tensors = new HashSet<>();
        nodes.forEach(node -> tensors.add(node.outputs().get(0)));
        Block block = new Block(input, List.copyOf(nodes), Set.copyOf(tensors));
        block.check(draft, last);
        return block;
    }

    /** Whether a tensor is its input or made in it. */
    boolean has(String tensor) {
        return tensor.equals(input) || tensors.contains(tensor);
    }

    /** The tensors of the block that a node reads. */
    List<String> data(Node node) {
        return node.inputs().stream().filter(this::has).toList();
    }

    private static String input(Draft draft, Node first) throws SplitException {
        List<String> data = first.inputs().stream()
                .filter(name -> !name.isEmpty() && !draft.isConstant(name))
                .toList();
        if (data.isEmpty() || (data.size() > 1 && Operators.of(first) != Operators.CONVOLUTION)) {
            throw new SplitException("node " + quoted(first) + " reads " + data.size()
                    + " tensors: a block of tiles begins with a node that reads one");
        }
        return data.get(0);
    }

    /** The nodes up to a position that depend on a tensor. */
    private static List<Node> after(Draft draft, String tensor, int position) {
        Set<String> reached = new HashSet<>(Set.of(tensor));
        List<Node> nodes = new ArrayList<>();
        for (Node node : draft.nodes().subList(0, position + 1)) {
            if (node.reads().stream().anyMatch(reached::contains)) {
                nodes.add(node);
                reached.addAll(node.makes());
            }
        }
        return nodes;
    }

    private void check(Draft draft, Node last) throws SplitException {
        Set<String> own = new HashSet<>();
        nodes.forEach(node -> own.add(node.name()));
        requireRank(draft, input);
        for (Node node : nodes) {
            requireTileable(draft, node);
            for (String made : node.makes()) {
                boolean isEnd = node.name().equals(last.name())
                        && made.equals(node.outputs().get(0));
                boolean leaves = draft.isOutput(made)
                        || draft.readers(made).stream().anyMatch(reader -> !own.contains(reader.name()));
                if (leaves && !isEnd) {
                    throw new SplitException("tensor '" + ForeignText.printable(made) + "' of node " + quoted(node)
                            + " is read outside the block: end the block there, or later");
                }
            }
            requireRank(draft, node.outputs().get(0));
        }
    }

    private static void requireRank(Draft draft, String tensor) throws SplitException {
        List<Long> dimensions = draft.requireDimensions(tensor);
        if (dimensions.size() != RANK || dimensions.contains(0L)) {
            throw new SplitException("tensor '" + ForeignText.printable(tensor) + "' has the shape " + dimensions
                    + ": tiles are made of [N, C, H, W]");
        }
    }

    private void requireTileable(Draft draft, Node node) throws SplitException {
        List<Long> output = draft.requireDimensions(node.outputs().get(0));
        boolean tileable =
                switch (Operators.of(node)) {
                    case CONVOLUTION ->
                        node.opType().equals("Conv")
                                && data(node).equals(node.inputs().subList(0, 1));
                    case POOL -> true;
                    case UNARY, NORM, CROSS_CHANNEL -> othersAreConstant(draft, node, 1);
                    case POINTWISE -> othersAreConstant(draft, node, 0) && inputsAreAsLargeAs(draft, node, output);
                    case CONCAT ->
                        Math.floorMod(Attributes.of(node).integer("axis", 1), (long) RANK) == 1
                                && data(node).equals(node.inputs());
                    case PAD ->
                        Pads.of(draft, node).isPresent()
                                && Attributes.of(node).text("mode", "constant").equals("constant");
                    case CHANNEL_NORM, GLOBAL_POOL, FLATTEN, OTHER -> false;
                };
        if (!tileable) {
            throw new SplitException("node " + quoted(node) + " is a " + ForeignText.printable(node.opType())
                    + " that cannot be tiled: a block holds Conv, pooling over windows, Pad, BatchNormalization,"
                    + " elementwise nodes that read the block and constants, and Concat of channels");
        }
    }

    private boolean othersAreConstant(Draft draft, Node node, int from) {
        return node.inputs().stream()
                .skip(from)
                .allMatch(name -> name.isEmpty() || draft.isConstant(name) || (from == 0 && has(name)));
    }

    private boolean inputsAreAsLargeAs(Draft draft, Node node, List<Long> output) {
        return node.inputs().stream().allMatch(name -> {
            List<Long> dimensions = draft.dimensions(name).orElse(null);
            if (dimensions == null || dimensions.size() > RANK) {
                return false;
            }
            return !has(name)
                    || (dimensions.size() == RANK && dimensions.subList(2, RANK).equals(output.subList(2, RANK)));
        });
    }

    private static String quoted(Node node) {
        return "'" + ForeignText.printable(node.name()) + "'";
    }
}

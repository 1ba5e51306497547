package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which places of a block's tensors one tile needs, found by walking the block backwards from the places of its output
 * (the fused-tile walk of DeepThings, Zhao et al. 2018, with strides, dilation and padding as ONNX has them).
 */
final class TilePlaces {
    private final Draft draft;
    private final Block block;
    /** By tensor: all places that any reader needs. */
    private final Map<String, Place> made = new HashMap<>();
    /** By node: what it reads of each input. */
    private final Map<String, Place> read = new HashMap<>();
    /** By node with a window: how it reads along rows and columns. */
    private final Map<String, List<Window.Reach>> reaches = new HashMap<>();

    private TilePlaces(Draft draft, Block block) {
        this.draft = draft;
        this.block = block;
    }

    /** @throws SplitException if some node of the tile would read nothing but padding */
    static TilePlaces of(Draft draft, Block block, Place output) throws SplitException {
        TilePlaces places = new TilePlaces(draft, block);
        List<Node> nodes = block.nodes();
        places.made.put(nodes.get(nodes.size() - 1).outputs().get(0), output);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            places.walk(nodes.get(i));
        }
        return places;
    }

    Place made(String tensor) {
        return Objects.requireNonNull(made.get(tensor));
    }

    Place read(Node node) {
        return Objects.requireNonNull(read.get(node.name()));
    }

    /** Along rows and columns; only for nodes with a window. */
    List<Window.Reach> reaches(Node node) {
        return Objects.requireNonNull(reaches.get(node.name()));
    }

    private void walk(Node node) throws SplitException {
        Place output = made(node.outputs().get(0));
        Place input =
                switch (Operators.of(node)) {
                    case CONVOLUTION, POOL, PAD -> window(node, output);
                    default -> output;
                };
        read.put(node.name(), input);
        block.data(node).forEach(name -> made.merge(name, input, Place::hull));
    }

    private Place window(Node node, Place output) throws SplitException {
        List<Window> windows = Operators.of(node) == Operators.PAD ? padded(node) : windows(node);
        Window.Reach rows = windows.get(0).reach(output.rows());
        Window.Reach columns = windows.get(1).reach(output.columns());
        reaches.put(node.name(), List.of(rows, columns));
        return new Place(rows.input(), columns.input());
    }

    private List<Window> padded(Node node) throws SplitException {
        Pads pads = Pads.of(draft, node).orElseThrow();
        List<Long> size = draft.requireDimensions(node.inputs().get(0));
        return Stream.of(Place.ROWS, Place.COLUMNS)
                .map(axis -> new Window(size.get(axis), 1, 1, 1, pads.begin(axis), pads.end(axis)))
                .toList();
    }

    private List<Window> windows(Node node) throws SplitException {
        List<Long> kernel = Operators.of(node) == Operators.CONVOLUTION
                ? spatial(draft.dimensions(node.inputs().get(1)).orElse(List.of()))
                : List.of();
        return Windows.of(
                node,
                spatial(draft.requireDimensions(node.inputs().get(0))),
                spatial(draft.requireDimensions(node.outputs().get(0))),
                kernel);
    }

    private static List<Long> spatial(List<Long> dimensions) throws SplitException {
        if (dimensions.size() != 4) {
            throw new SplitException("a kernel of " + dimensions + " is not known or not of four dimensions");
        }
        return dimensions.subList(Place.ROWS, Place.COLUMNS + 1);
    }
}

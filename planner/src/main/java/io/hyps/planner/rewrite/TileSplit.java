package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes the output of a block of layers in tiles. Each tile cuts what it needs, halo included, out of the block's input,
 * and pads only where the model does. Tiles come one after another, so that on one device little is live at a time.
 */
final class TileSplit {
    private final Draft draft;
    private final Block block;
    private final List<Node> made = new ArrayList<>();

    private TileSplit(Draft draft, Block block) {
        this.draft = draft;
        this.block = block;
    }

    static void apply(Draft draft, Split.Tile split) throws SplitException {
        Node last = Names.require(draft, split.last());
        Block block = Block.of(draft, Names.require(draft, split.first()), last);
        List<Long> output = draft.requireDimensions(last.outputs().get(0));
        if (split.rows() > output.get(Place.ROWS) || split.columns() > output.get(Place.COLUMNS)) {
            throw new SplitException("node '" + ForeignText.printable(last.name()) + "' makes " + output.get(Place.ROWS)
                    + "x" + output.get(Place.COLUMNS) + " places: they cannot be cut in " + split.rows() + "x"
                    + split.columns() + " tiles");
        }
        new TileSplit(draft, block).apply(split, last.outputs().get(0));
    }

    private void apply(Split.Tile split, String output) throws SplitException {
        Node last = block.nodes().get(block.nodes().size() - 1);
        List<Long> whole = draft.requireDimensions(output);
        List<String> rows = new ArrayList<>();
        List<Node> joins = new ArrayList<>();
        for (int row = 0; row < split.rows(); row++) {
            Interval height = Interval.part(whole.get(Place.ROWS), row, split.rows());
            List<String> tiles = new ArrayList<>();
            for (int column = 0; column < split.columns(); column++) {
                Interval width = Interval.part(whole.get(Place.COLUMNS), column, split.columns());
                String suffix = "/tile-" + (row * split.columns() + column + 1) + "-of-" + split.ways();
                tiles.add(tile(new Place(height, width), suffix));
            }
            rows.add(joinRow(split, row, tiles, joins, output));
        }
        if (split.rows() > 1) {
            joins.add(Copies.concat(draft, last.name() + "/tile-join", Place.ROWS, rows, output));
        }
        draft.replace(block.nodes(), made, joins);
    }

    private String joinRow(Split.Tile split, int row, List<String> tiles, List<Node> joins, String output)
            throws SplitException {
        if (split.columns() == 1) {
            return tiles.get(0);
        }
        String joined = output;
        String suffix = "";
        if (split.rows() > 1) {
            List<Long> whole = draft.requireDimensions(output);
            List<Long> dimensions = new ArrayList<>(whole);
            dimensions.set(
                    Place.ROWS,
                    Interval.part(whole.get(Place.ROWS), row, split.rows()).length());
            suffix = "/row-" + (row + 1) + "-of-" + split.rows();
            joined = draft.tensor(output, suffix, dimensions);
        }
        Node last = block.nodes().get(block.nodes().size() - 1);
        joins.add(Copies.concat(draft, last.name() + "/tile-join" + suffix, Place.COLUMNS, tiles, joined));
        return joined;
    }

    private String tile(Place output, String suffix) throws SplitException {
        TilePlaces places = TilePlaces.of(draft, block, output);
        Tile tile = new Tile(places, suffix);
        String last = block.input();
        for (Node node : block.nodes()) {
            last = tile.copy(node);
        }
        return last;
    }

    /** One tile, while it is made. */
    private final class Tile {
        private final TilePlaces places;
        private final String suffix;
        private final Map<String, String> own = new HashMap<>();
        private final Map<List<Object>, String> cuts = new HashMap<>();

        Tile(TilePlaces places, String suffix) {
            this.places = places;
            this.suffix = suffix;
        }

        String copy(Node node) throws SplitException {
            String whole = node.outputs().get(0);
            Place read = places.read(node);
            List<String> inputs = new ArrayList<>();
            for (String input : node.inputs()) {
                inputs.add(block.has(input) ? cut(input, read) : constant(node, input, read));
            }
            if (Operators.of(node) == Operators.PAD && inputs.size() > 1) {
                inputs.set(1, Copies.integers(draft, node.name() + suffix + "/pads", pads(node)));
            }
            String output = draft.tensor(whole, suffix, places.made(whole).dimensions(draft.requireDimensions(whole)));
            own.put(whole, output);
            made.add(Copies.share(draft, node, suffix, inputs, output, definition(node)));
            return output;
        }

        private NodeProto definition(Node node) {
            Operators kind = Operators.of(node);
            if (kind == Operators.PAD && node.inputs().size() == 1) {
                return Attributes.of(node).with(List.of(Attributes.integersOf("pads", pads(node))), Set.of());
            }
            if (kind != Operators.CONVOLUTION && kind != Operators.POOL) {
                return node.definition();
            }
            Window.Reach rows = places.reaches(node).get(0);
            Window.Reach columns = places.reaches(node).get(1);
            List<AttributeProto> changed =
                    List.of(Attributes.integersOf("pads", rows.begin(), columns.begin(), rows.end(), columns.end()));
            boolean isBeyond = rows.isBeyond() || columns.isBeyond();
            return Attributes.of(node).with(changed, isBeyond ? Set.of("auto_pad") : Set.of("auto_pad", "ceil_mode"));
        }

        private long[] pads(Node node) {
            List<Window.Reach> reaches = places.reaches(node);
            return Pads.of(draft, node)
                    .orElseThrow()
                    .ofTile(reaches.get(0), reaches.get(1))
                    .toArray();
        }

        /** A tensor's places that a node reads, cut out where the tile has more of it. */
        private String cut(String tensor, Place read) throws SplitException {
            boolean isInput = tensor.equals(block.input());
            Place there = isInput ? Place.whole(draft.requireDimensions(tensor)) : places.made(tensor);
            String from = isInput ? tensor : Objects.requireNonNull(own.get(tensor));
            if (there.equals(read)) {
                return from;
            }
            List<Object> key = List.of(tensor, read);
            String known = cuts.get(key);
            if (known == null) {
                known = Copies.slice(draft, from, isInput ? suffix : "/cut", read.within(there), made);
                cuts.put(key, known);
            }
            return known;
        }

        /** A constant that has rows or columns of its own is cut like the tensors that it meets. */
        private String constant(Node node, String name, Place place) throws SplitException {
            if (Operators.of(node) != Operators.POINTWISE || name.isEmpty()) {
                return name;
            }
            String cut = constant(name, 1, place.columns());
            return constant(cut, 2, place.rows());
        }

        private String constant(String name, int fromEnd, Interval range) throws SplitException {
            List<Long> dimensions = draft.dimensions(name).orElse(List.of());
            int axis = dimensions.size() - fromEnd;
            return axis < 0 || dimensions.get(axis) == 1 ? name : draft.share(name, axis, range, suffix);
        }
    }
}

package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shares out the output channels of a layer. Nodes that work on each channel by itself stay in the branches, which end in
 * a Concat; or in shares of the input channels of the next layer, which end in a Sum.
 */
final class ChannelSplit {
    private final Draft draft;
    private final Layer layer;
    private final Region region;
    private final Optional<Layer> last;
    /** The nodes before the layer that join an earlier split: each branch joins for itself, so nothing is relayed. */
    private final List<Node> joins;

    private final List<Node> made = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    private ChannelSplit(Draft draft, Layer layer, Region region, Optional<Layer> last) {
        this.draft = draft;
        this.layer = layer;
        this.region = region;
        this.last = last;
        joins = joinsBefore(draft, layer);
    }

    static void apply(Draft draft, Split.Channel split) throws SplitException {
        Layer layer = Layer.of(draft, Names.require(draft, split.first()));
        String what = "node '" + ForeignText.printable(split.first()) + "'";
        if (split.ways() > layer.units()) {
            throw new SplitException(what + " has " + layer.units()
                    + (layer.groups() > 1 ? " groups" : " output channels") + ": split it in at most " + layer.units()
                    + " ways");
        }
        Optional<Layer> last = split.last().equals(split.first())
                ? Optional.empty()
                : Optional.of(last(draft, Names.require(draft, split.last())));
        Region region = last.isPresent() ? Region.upTo(draft, layer, last.get()) : Region.widest(draft, layer);
        new ChannelSplit(draft, layer, region, last).apply(split.ways());
    }

    private static Layer last(Draft draft, Node node) throws SplitException {
        Layer last = Layer.of(draft, node);
        String what = "node '" + ForeignText.printable(node.name()) + "'";
        if (last.groups() > 1) {
            throw new SplitException(
                    what + " has " + last.groups() + " groups: its input channels cannot be shared out by themselves");
        }
        if (!last.isReal()) {
            throw new SplitException(what + " is not of real numbers: its partial sums would not be exact");
        }
        return last;
    }

    private void apply(int ways) throws SplitException {
        Layout end = Objects.requireNonNull(region.layouts().get(region.end()));
        if (last.isPresent() && last.get().dataAxis() != end.axis()) {
            throw new SplitException(
                    "node '" + ForeignText.printable(last.get().node().name())
                            + "' does not sum over the axis that '"
                            + ForeignText.printable(layer.node().name()) + "' makes");
        }
        for (Share share : Share.of(layer.units(), ways)) {
            branch(share, end);
        }
        List<Node> old = new ArrayList<>(joins);
        old.addAll(region.nodes());
        last.ifPresent(next -> old.add(next.node()));
        String output = last.map(Layer::output).orElse(region.end());
        String name =
                (last.isPresent() ? last.get().node().name() : layer.node().name()) + "/channel-join";
        Node join = last.isPresent()
                ? Copies.sum(draft, name, ends, output)
                : Copies.concat(draft, name, end.axis(), ends, output);
        draft.replace(old, made, List.of(join));
    }

    private void branch(Share share, Layout end) throws SplitException {
        Map<String, String> own = new HashMap<>();
        for (Node join : joins) {
            String output = join.outputs().get(0);
            List<String> inputs =
                    join.inputs().stream().map(i -> own.getOrDefault(i, i)).toList();
            own.put(output, draft.tensor(output, share.suffix(), draft.requireDimensions(output)));
            made.add(Copies.share(draft, join, share.suffix(), inputs, Objects.requireNonNull(own.get(output))));
        }
        String data = data(share, own.getOrDefault(layer.data(), layer.data()));
        List<Long> whole = draft.requireDimensions(layer.output());
        String output = draft.tensor(layer.output(), share.suffix(), share.dimensions(whole, layer.layout()));
        own.put(layer.output(), output);
        made.add(layer.outputShare(draft, share.suffix(), share.range(), data, output));
        Followers followers = new Followers(draft);
        for (Node node : region.nodes().subList(1, region.nodes().size())) {
            made.add(followers.copy(node, share, region.layouts(), own));
        }
        String made = Objects.requireNonNull(own.get(region.end()));
        ends.add(last.isPresent() ? partialSum(last.get(), share, end, made) : made);
    }

    private String partialSum(Layer next, Share share, Layout end, String data) throws SplitException {
        String output = draft.tensor(next.output(), share.suffix(), draft.requireDimensions(next.output()));
        made.add(next.inputShare(draft, share, share.range().times(end.factor()), data, output));
        return output;
    }

    /** A share of groups reads the channels of these groups only. */
    private String data(Share share, String data) throws SplitException {
        if (layer.groups() == 1) {
            return data;
        }
        long perGroup = draft.requireDimensions(data).get(1) / layer.groups();
        TreeMap<Integer, Interval> places =
                new TreeMap<>(Map.of(1, share.range().times(perGroup)));
        return Copies.slice(draft, data, share.suffix(), places, made);
    }

    /** The joins that only this layer reads, and cheap nodes between, in order. */
    private static List<Node> joinsBefore(Draft draft, Layer layer) {
        Set<Node> found = new LinkedHashSet<>();
        Set<String> readers = new HashSet<>(Set.of(layer.node().name()));
        collect(draft, layer.data(), readers, found);
        return found.stream().sorted(Comparator.comparingInt(draft::position)).toList();
    }

    private static boolean collect(Draft draft, String tensor, Set<String> readers, Set<Node> found) {
        Optional<Node> producer = draft.producer(tensor);
        boolean isOurs = !draft.isOutput(tensor)
                && draft.readers(tensor).stream().allMatch(reader -> readers.contains(reader.name()));
        if (producer.isEmpty() || !isOurs) {
            return false;
        }
        Node node = producer.get();
        readers.add(node.name());
        if (draft.isJoin(node)) {
            found.add(node);
            node.inputs().forEach(input -> collect(draft, input, readers, found));
            return true;
        }
        boolean isCheap = Operators.of(node) == Operators.UNARY && node.makes().size() == 1;
        if (isCheap && collect(draft, node.inputs().get(0), readers, found)) {
            found.add(node);
            return true;
        }
        return false;
    }
}

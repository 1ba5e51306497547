package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The nodes of a channel split's branches.
 *
 * @param nodes in order; the layer that is split comes first
 * @param layouts of all tensors that they make
 * @param end the only tensor of these that is read elsewhere
 */
record Region(List<Node> nodes, Map<String, Layout> layouts, String end) {
    /** With as many followers as can be. */
    static Region widest(Draft draft, Layer layer) {
        return new Growth(draft, layer)
                .regions().stream().reduce((shorter, longer) -> longer).orElseThrow();
    }

    /** Up to the input of another layer. */
    static Region upTo(Draft draft, Layer layer, Layer last) throws SplitException {
        return new Growth(draft, layer)
                .regions().stream()
                        .filter(region -> region.end().equals(last.data())
                                && draft.readers(last.data()).size() == 1
                                && !draft.isOutput(last.data()))
                        .findFirst()
                        .orElseThrow(() -> new SplitException(
                                "node '" + ForeignText.printable(last.node().name())
                                        + "' does not follow '"
                                        + ForeignText.printable(layer.node().name())
                                        + "' with nothing between them but nodes that work on each channel by itself"));
    }

    /** Adds the readers of what is there as long as they can follow. */
    private static final class Growth {
        private final Draft draft;
        private final Layer layer;
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, Layout> layouts = new HashMap<>();
        private final Set<String> seen = new HashSet<>();
        private final PriorityQueue<Node> next;

        Growth(Draft draft, Layer layer) {
            this.draft = draft;
            this.layer = layer;
            next = new PriorityQueue<>(Comparator.comparingInt(draft::position));
        }

        /** All stages of growth in which only one tensor is read outside; the layer alone is the first. */
        List<Region> regions() {
            Followers followers = new Followers(draft);
            List<Region> regions = new ArrayList<>();
            add(layer.node(), layer.layout());
            end().ifPresent(end -> regions.add(new Region(List.copyOf(nodes), Map.copyOf(layouts), end)));
            while (!next.isEmpty()) {
                Node node = next.remove();
                Optional<Layout> layout = followers.follow(node, layouts);
                if (layout.isPresent()) {
                    add(node, layout.get());
                    end().ifPresent(end -> regions.add(new Region(List.copyOf(nodes), Map.copyOf(layouts), end)));
                }
            }
            return regions;
        }

        private void add(Node node, Layout layout) {
            String output = node.outputs().get(0);
            nodes.add(node);
            layouts.put(output, layout);
            draft.readers(output).stream()
                    .filter(reader -> seen.add(reader.name()))
                    .forEach(next::add);
        }

        private Optional<String> end() {
            Set<String> own = new HashSet<>();
            nodes.forEach(node -> own.add(node.name()));
            List<String> left = layouts.keySet().stream()
                    .filter(tensor -> draft.isOutput(tensor)
                            || draft.readers(tensor).isEmpty()
                            || draft.readers(tensor).stream().anyMatch(reader -> !own.contains(reader.name())))
                    .toList();
            return left.size() == 1 ? Optional.of(left.get(0)) : Optional.empty();
        }
    }
}

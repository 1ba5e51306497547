package io.hyps.planner.report;

import io.hyps.planner.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be drawn of a graph.
 *
 * @param lanes the partitions of each lane, by position; mostly one
 * @param chips boxes 0 and up
 * @param terminals the model's inputs and outputs, the boxes after the chips
 * @param thinned whether some links were left out, since there are too many to draw
 */
record Scene(List<List<Integer>> lanes, List<Chip> chips, List<Flow> terminals, List<Link> links, boolean thinned) {
    Scene {
        lanes = List.copyOf(lanes);
        chips = List.copyOf(chips);
        terminals = List.copyOf(terminals);
        links = List.copyOf(links);
    }

    private static final int MOST_CHIPS = 60;
    private static final int MOST_CHIPS_PER_LANE = 12;
    private static final int MOST_LINKS = 160;

    static Scene of(Graph graph, List<PlannedPart> parts) {
        List<List<Integer>> lanes = Lanes.of(graph, parts);
        int[] laneOf = Lanes.laneOfNodes(graph, parts, lanes);
        int most = Math.max(1, Math.min(MOST_CHIPS_PER_LANE, MOST_CHIPS / lanes.size()));
        Scene scene = new Builder(graph, laneOf, new Grouping(graph, laneOf, most).groups()).scene(lanes);
        while (most > 1 && scene.links.size() > MOST_LINKS) {
            most = 1 + (most - 1) / 2;
            scene = new Builder(graph, laneOf, new Grouping(graph, laneOf, most).groups()).scene(lanes);
        }
        return scene.links.size() > MOST_LINKS ? scene.withNearestLinks() : scene;
    }

    /** With the first link from each box and the last link to each. */
    private Scene withNearestLinks() {
        Map<Integer, Link> first = new LinkedHashMap<>();
        Map<Integer, Link> last = new LinkedHashMap<>();
        for (Link link : links) {
            first.putIfAbsent(link.from(), link);
            last.put(link.to(), link);
        }
        Set<Link> kept = new LinkedHashSet<>(first.values());
        kept.addAll(last.values());
        return new Scene(lanes, chips, terminals, List.copyOf(kept), true);
    }

    private static final class Builder {
        private final Graph graph;
        private final int[] laneOf;
        private final int[] groups;
        private final List<Chip> chips = new ArrayList<>();
        private final Map<String, Integer> makers = new HashMap<>();
        /** The readers of a tensor in each lane; terminals are lanes of their own, with negative numbers. */
        private final Map<String, Map<Integer, Set<Integer>>> readers = new LinkedHashMap<>();

        private final Map<List<Integer>, Set<String>> tensors = new LinkedHashMap<>();
        private final Map<List<Object>, Integer> arrivals = new HashMap<>();
        private final List<Flow> terminals = new ArrayList<>();

        Builder(Graph graph, int[] laneOf, int[] groups) {
            this.graph = graph;
            this.laneOf = laneOf;
            this.groups = groups;
        }

        Scene scene(List<List<Integer>> lanes) {
            addChips();
            graph.inputs().forEach(input -> makers.put(input, terminal(input)));
            for (int at = 0; at < groups.length; at++) {
                for (String name : graph.nodes().get(at).makes()) {
                    makers.put(name, groups[at]);
                }
            }
            for (int at = 0; at < groups.length; at++) {
                for (String name : graph.nodes().get(at).reads()) {
                    read(name, laneOf[at], groups[at]);
                }
            }
            graph.outputs().forEach(output -> read(output, -1, terminal(output)));
            readers.forEach((tensor, byLane) -> byLane.forEach((lane, boxes) -> link(tensor, lane, boxes)));
            int shift = chips.size();
            List<Link> links = tensors.entrySet().stream()
                    .map(e -> new Link(
                            box(e.getKey().get(0), shift),
                            box(e.getKey().get(1), shift),
                            e.getValue().stream()
                                    .map(name -> Flow.of(graph, name))
                                    .toList(),
                            lane(e.getKey().get(0)) != lane(e.getKey().get(1))))
                    .toList();
            return new Scene(lanes, chips, terminals, links, false);
        }

        private void addChips() {
            List<List<Integer>> members = new ArrayList<>();
            for (int at = 0; at < groups.length; at++) {
                if (groups[at] == members.size()) {
                    members.add(new ArrayList<>());
                }
                members.get(groups[at]).add(at);
            }
            ChipRows rows = new ChipRows(graph);
            members.forEach(nodes -> chips.add(rows.chip(laneOf[nodes.get(0)], nodes)));
        }

        /** A negative number, until it is known how many chips come before the terminals. */
        private int terminal(String tensor) {
            terminals.add(Flow.of(graph, tensor));
            return -terminals.size();
        }

        private static int box(int number, int chips) {
            return number >= 0 ? number : chips - 1 - number;
        }

        private int lane(int box) {
            return box < 0 ? -1 : chips.get(box).lane();
        }

        private void read(String tensor, int lane, int box) {
            Integer from = makers.get(tensor);
            if (from != null && from != box) {
                readers.computeIfAbsent(tensor, t -> new LinkedHashMap<>())
                        .computeIfAbsent(lane, l -> new LinkedHashSet<>())
                        .add(box);
            }
        }

        /** What several chips of another lane read arrives there once. */
        private void link(String tensor, int lane, Set<Integer> boxes) {
            int from = makers.getOrDefault(tensor, -1);
            boolean once = boxes.size() > 1 && lane(from) != lane;
            int source = once ? arrival(from, lane, boxes) : from;
            if (once) {
                add(tensor, from, source);
            }
            boxes.forEach(box -> add(tensor, source, box));
        }

        /** The same for all tensors that come from one chip and go to the same ones. */
        private int arrival(int from, int lane, Set<Integer> boxes) {
            List<Object> key = List.of(from, lane, boxes);
            Integer known = arrivals.get(key);
            if (known == null) {
                known = chips.size();
                chips.add(Chip.arrival(lane));
                arrivals.put(key, known);
            }
            return known;
        }

        private void add(String tensor, int from, int to) {
            tensors.computeIfAbsent(List.of(from, to), ends -> new LinkedHashSet<>())
                    .add(tensor);
        }
    }
}

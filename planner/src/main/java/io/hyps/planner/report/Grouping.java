package io.hyps.planner.report;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers a graph's nodes until few enough groups are left to draw: the shares of a split, then runs without a branch,
 * then what lies between two waists (nodes that no tensor bypasses), then all of a lane. No group crosses lanes, and the
 * groups feed one another in no circle.
 */
final class Grouping {
    private final Graph graph;
    /** Of each node. */
    private final int[] lane;

    private final int mostPerLane;

    /** @param lane the lane of each node; lanes must feed one another in no circle */
    Grouping(Graph graph, int[] lane, int mostPerLane) {
        this.graph = graph;
        this.lane = lane;
        this.mostPerLane = mostPerLane;
    }

    /** The group of each node. */
    int[] groups() {
        int[] groups = runs(shares());
        groups = runs(merged(groups, Grouping::betweenWaists));
        return merged(groups, (inLane, links) -> List.of(inLane));
    }

    private int[] shares() {
        Map<List<Object>, Integer> numbers = new HashMap<>();
        int[] groups = new int[lane.length];
        for (int at = 0; at < groups.length; at++) {
            Node node = graph.nodes().get(at);
            boolean share = !node.origin().equals(node.name());
            List<Object> key = share ? List.of(lane[at], node.origin(), node.opType()) : List.of(at);
            groups[at] = number(numbers, key);
        }
        return Links.of(graph, groups).hasCircle() ? each() : groups;
    }

    private int[] each() {
        int[] groups = new int[lane.length];
        Arrays.setAll(groups, at -> at);
        return groups;
    }

    private int[] runs(int[] groups) {
        Links links = Links.of(graph, groups);
        int[] laneOf = laneOf(groups, links.groupCount());
        int[] head = new int[links.groupCount()];
        for (int group : links.order()) {
            head[group] = links.before(group).stream()
                    .filter(earlier -> laneOf[earlier] == laneOf[group] && links.isChain(earlier, group))
                    .map(earlier -> head[earlier])
                    .findFirst()
                    .orElse(group);
        }
        return renumbered(groups, head);
    }

    /** Merges, in each lane that has too many groups, those that the way of merging puts together. */
    private int[] merged(int[] groups, Merge merge) {
        Links links = Links.of(graph, groups);
        int[] laneOf = laneOf(groups, links.groupCount());
        Map<Integer, List<Integer>> members = new HashMap<>();
        links.order().forEach(g -> members.computeIfAbsent(laneOf[g], l -> new ArrayList<>())
                .add(g));
        int[] head = new int[links.groupCount()];
        Arrays.setAll(head, g -> g);
        for (List<Integer> inLane : members.values()) {
            if (inLane.size() > mostPerLane) {
                for (List<Integer> together : merge.blocks(inLane, links)) {
                    together.forEach(g -> head[g] = together.get(0));
                }
            }
        }
        return renumbered(groups, head);
    }

    private static List<List<Integer>> betweenWaists(List<Integer> inLane, Links links) {
        Map<Integer, Integer> place = new HashMap<>();
        inLane.forEach(g -> place.put(g, place.size()));
        List<List<Integer>> blocks = new ArrayList<>();
        List<Integer> block = new ArrayList<>();
        int reach = 0;
        for (int at = 0; at < inLane.size(); at++) {
            int group = inLane.get(at);
            block.add(group);
            if (reach <= at) {
                blocks.add(block);
                block = new ArrayList<>();
            }
            for (int follower : links.after(group)) {
                reach = Math.max(reach, place.getOrDefault(follower, 0));
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }

    private int[] laneOf(int[] groups, int count) {
        int[] laneOf = new int[count];
        for (int at = 0; at < groups.length; at++) {
            laneOf[groups[at]] = lane[at];
        }
        return laneOf;
    }

    private static int[] renumbered(int[] groups, int[] head) {
        Map<Integer, Integer> numbers = new HashMap<>();
        return Arrays.stream(groups).map(g -> number(numbers, head[g])).toArray();
    }

    private static <K> int number(Map<K, Integer> numbers, K key) {
        Integer next = numbers.size();
        Integer known = numbers.putIfAbsent(key, next);
        return known == null ? next : known;
    }

    private interface Merge {
        List<List<Integer>> blocks(List<Integer> inLane, Links links);
    }
}

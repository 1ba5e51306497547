package io.hyps.planner.report;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/** A graph's nodes in groups, by group number, and which groups feed which. */
final class Links {
    /** Of each node. */
    private final int[] group;

    private final List<Set<Integer>> before = new ArrayList<>();
    private final List<Set<Integer>> after = new ArrayList<>();
    private final Set<Integer> leaving = new LinkedHashSet<>();

    private Links(Graph graph, int[] group) {
        this.group = group;
        int groups = Arrays.stream(group).max().orElse(-1) + 1;
        for (int i = 0; i < groups; i++) {
            before.add(new TreeSet<>());
            after.add(new TreeSet<>());
        }
        Map<String, Integer> makers = new HashMap<>();
        for (int at = 0; at < group.length; at++) {
            Node node = graph.nodes().get(at);
            for (String tensor : node.reads()) {
                link(makers.getOrDefault(tensor, group[at]), group[at]);
            }
            for (String tensor : node.makes()) {
                makers.put(tensor, group[at]);
            }
        }
        graph.outputs().stream().filter(makers::containsKey).forEach(tensor -> leaving.add(makers.get(tensor)));
    }

    static Links of(Graph graph, int[] group) {
        return new Links(graph, group);
    }

    int groupCount() {
        return before.size();
    }

    Set<Integer> before(int of) {
        return before.get(of);
    }

    Set<Integer> after(int of) {
        return after.get(of);
    }

    /** Whether the second follows the first alone, and nothing else follows the first. */
    boolean isChain(int first, int second) {
        return after.get(first).equals(Set.of(second))
                && before.get(second).equals(Set.of(first))
                && !leaving.contains(first);
    }

    /** All groups, each after those that feed it, the earliest node first; fewer if they feed one another in a circle. */
    List<Integer> order() {
        int[] first = new int[groupCount()];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (int at = 0; at < group.length; at++) {
            first[group[at]] = Math.min(first[group[at]], at);
        }
        int[] missing = before.stream().mapToInt(Set::size).toArray();
        PriorityQueue<Integer> ready = new PriorityQueue<>((a, b) -> Integer.compare(first[a], first[b]));
        for (int i = 0; i < missing.length; i++) {
            if (missing[i] == 0) {
                ready.add(i);
            }
        }
        List<Integer> order = new ArrayList<>();
        for (Integer next = ready.poll(); next != null; next = ready.poll()) {
            order.add(next);
            for (int follower : after.get(next)) {
                if (--missing[follower] == 0) {
                    ready.add(follower);
                }
            }
        }
        return order;
    }

    boolean hasCircle() {
        return order().size() < groupCount();
    }

    private void link(int from, int to) {
        if (from != to) {
            after.get(from).add(to);
            before.get(to).add(from);
        }
    }
}

package io.hyps.planner.report;

import io.hyps.planner.graph.Graph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which partitions are drawn as one: those with the same shares of the same split, if there are very many of them. */
final class Lanes {
    private static final int MOST_SHARES_SIDE_BY_SIDE = 8;

    private Lanes() {}

    /** The partitions of each lane, by position. */
    static List<List<Integer>> of(Graph graph, List<PlannedPart> parts) {
        Map<List<Object>, List<Integer>> alike = new LinkedHashMap<>();
        for (int at = 0; at < parts.size(); at++) {
            alike.merge(signature(graph, parts.get(at), at), List.of(at), Lanes::joined);
        }
        List<List<Integer>> lanes = alike.values().stream()
                .flatMap(same -> same.size() > MOST_SHARES_SIDE_BY_SIDE
                        ? List.of(same).stream()
                        : same.stream().map(List::of))
                .toList();
        boolean circle = Links.of(graph, laneOfNodes(graph, parts, lanes)).hasCircle();
        return circle ? IntStream.range(0, parts.size()).mapToObj(List::of).toList() : lanes;
    }

    static int[] laneOfNodes(Graph graph, List<PlannedPart> parts, List<List<Integer>> lanes) {
        int[] lane = new int[graph.nodes().size()];
        Arrays.fill(lane, -1);
        for (int at = 0; at < lanes.size(); at++) {
            for (int part : lanes.get(at)) {
                for (int node : parts.get(part).part().nodes()) {
                    lane[node] = at;
                }
            }
        }
        int stray = IntStream.range(0, lane.length)
                .filter(n -> lane[n] < 0)
                .findFirst()
                .orElse(-1);
        if (stray >= 0) {
            throw new IllegalArgumentException("node " + graph.nodes().get(stray) + " is in no partition");
        }
        return lane;
    }

    /** Equal for partitions that hold the same shares; for any other its own position. */
    private static List<Object> signature(Graph graph, PlannedPart part, int at) {
        List<String> origins = part.part().nodes().stream()
                .map(n -> graph.nodes().get(n))
                .filter(node -> !node.origin().equals(node.name()))
                .map(node -> node.origin() + '\n' + node.opType())
                .toList();
        return origins.size() == part.part().nodes().size() ? List.copyOf(origins) : List.of(at);
    }

    private static List<Integer> joined(List<Integer> some, List<Integer> more) {
        return IntStream.concat(
                        some.stream().mapToInt(Integer::intValue), more.stream().mapToInt(Integer::intValue))
                .boxed()
                .toList();
    }
}

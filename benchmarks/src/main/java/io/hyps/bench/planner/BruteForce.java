package io.hyps.bench.planner;

import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The best value of each objective over every way to give the nodes of a small graph to groups that need one another in no
 * circle, and every way to give each group one device or several as replicas. Written apart from the planner's search and
 * its evaluator, from the words of the cost model.
 */
final class BruteForce {
    private final Graph graph;
    private final PartCosts costs;
    private final List<DeviceSpec> devices;
    private final Map<Integer, Part> parts = new HashMap<>();
    private final Map<Objective, Double> best = new EnumMap<>(Objective.class);
    private final int[] group;
    private final int[] crew;
    private List<Part> groups = List.of();

    private BruteForce(Graph graph, RuntimeCosts runtime, List<DeviceSpec> devices) {
        this.graph = graph;
        this.devices = devices;
        costs = PartCosts.of(graph, runtime);
        group = new int[graph.nodes().size()];
        crew = new int[devices.size()];
        for (Objective objective : Objective.values()) {
            best.put(objective, Double.POSITIVE_INFINITY);
        }
    }

    /** Infinite where nothing fits. */
    static Map<Objective, Double> best(Graph graph, RuntimeCosts runtime, List<DeviceSpec> devices) {
        BruteForce search = new BruteForce(graph, runtime, devices);
        search.give(0, 0);
        return search.best;
    }

    /** Each node goes to a group that is there, or opens the next one. */
    private void give(int node, int opened) {
        if (node == group.length) {
            order(opened);
            return;
        }
        for (int to = 0; to <= Math.min(opened, devices.size() - 1); to++) {
            group[node] = to;
            give(node + 1, Math.max(opened, to + 1));
        }
    }

    /** Puts the groups in an order in which they can run, if there is one. */
    private void order(int count) {
        List<Part> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Part part = part(i);
            if (part.inputs().isEmpty() || part.outputs().isEmpty()) {
                return;
            }
            left.add(part);
        }
        List<Part> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Part> ready = left.stream()
                    .filter(part -> left.stream().noneMatch(other -> isRead(part, other)))
                    .toList();
            if (ready.isEmpty()) {
                return;
            }
            ordered.addAll(ready);
            left.removeAll(ready);
        }
        groups = ordered;
        man(0);
    }

    private static boolean isRead(Part reader, Part maker) {
        return reader != maker && maker.outputs().stream().anyMatch(reader.inputs()::contains);
    }

    private Part part(int wanted) {
        int mask = 0;
        for (int node = 0; node < group.length; node++) {
            mask |= group[node] == wanted ? 1 << node : 0;
        }
        int nodes = mask;
        return parts.computeIfAbsent(
                nodes,
                added -> costs.part(IntStream.range(0, group.length)
                        .filter(node -> (nodes >> node & 1) == 1)
                        .boxed()
                        .toList()));
    }

    /** Each device goes to a group, or to none. */
    private void man(int device) {
        if (device == crew.length) {
            rate();
            return;
        }
        for (int to = -1; to < groups.size(); to++) {
            if (to < 0 || groups.get(to).memoryBytes() <= devices.get(device).memoryBytes()) {
                crew[device] = to;
                man(device + 1);
            }
        }
    }

    private void rate() {
        double memory = 0;
        double slowest = 0;
        int replicas = 0;
        for (int i = 0; i < groups.size(); i++) {
            Part part = groups.get(i);
            int size = size(i);
            replicas += size - 1;
            if (size == 0) {
                return;
            }
            memory = Math.max(memory, part.memoryBytes());
            double bytes = Math.max(part.inputBytes(), part.outputBytes());
            double one = slowest(i, d -> Math.max(part.computeNanos() / d.speed(), d.transferNanos(bytes)));
            slowest = Math.max(slowest, one / size);
        }
        best.merge(Objective.MEMORY, memory, Math::min);
        best.merge(Objective.THROUGHPUT, slowest, Math::min);
        if (replicas == 0) {
            // a replica less never makes a frame later: it waits for the slowest of them
            best.merge(Objective.LATENCY, latency(), Math::min);
        }
    }

    private int size(int wanted) {
        int size = 0;
        for (int of : crew) {
            size += of == wanted ? 1 : 0;
        }
        return size;
    }

    private double slowest(int of, ToDoubleFunction<DeviceSpec> time) {
        double slowest = 0;
        for (int device = 0; device < crew.length; device++) {
            slowest = crew[device] == of ? Math.max(slowest, time.applyAsDouble(devices.get(device))) : slowest;
        }
        return slowest;
    }

    private double latency() {
        Map<String, Double> published = new HashMap<>();
        graph.inputs().forEach(input -> published.put(input, Evaluator.NANOS_PER_MESSAGE));
        for (int i = 0; i < groups.size(); i++) {
            Part part = groups.get(i);
            double begin = 0;
            for (String input : part.inputs()) {
                double sent = published.getOrDefault(input, Double.POSITIVE_INFINITY);
                begin = Math.max(begin, sent + slowest(i, d -> d.transferNanos(bytes(input))));
            }
            double end = begin + slowest(i, d -> part.computeNanos() / d.speed());
            for (String output : part.outputs()) {
                published.put(
                        output, end + slowest(i, d -> d.transferNanos(bytes(output))) + Evaluator.NANOS_PER_MESSAGE);
            }
        }
        return graph.outputs().stream()
                .mapToDouble(output -> published.getOrDefault(output, Double.POSITIVE_INFINITY))
                .max()
                .orElse(0);
    }

    private double bytes(String tensor) {
        return graph.tensor(tensor).orElseThrow().sizeBytes();
    }
}

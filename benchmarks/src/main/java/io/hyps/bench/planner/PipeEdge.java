package io.hyps.bench.planner;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.Growth;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The partition search of PipeEdge (Hu et al., arXiv 2110.14895), written anew from the paper for comparison: the least
 * time of the slowest stage or link, by dynamic programming over (layers done, devices of each type used, type of the
 * next device); a tensor goes between two devices at the lesser of their bandwidths. Contiguous stages in the node
 * order, no replicas. Differences: stage costs come from the planner's tables, and the model's own input and output are
 * charged to the first and last device.
 */
final class PipeEdge {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final CompactGraph graph;
    private final int nodes;
    private final List<List<DeviceSpec>> types;
    private final double[][] nanos;
    private final long[][] memory;
    private final double[][] input;
    private final double[][] output;
    private final int[] strides;
    private final int uses;

    PipeEdge(Graph graph, RuntimeCosts runtime, List<DeviceSpec> devices) {
        this.graph = CompactGraph.of(graph, runtime);
        nodes = graph.nodes().size();
        Map<Object, List<DeviceSpec>> kinds = new LinkedHashMap<>();
        devices.forEach(d -> kinds.computeIfAbsent(
                        List.of(d.memoryBytes(), d.speed(), d.bandwidthBytesPerSecond()), kind -> new ArrayList<>())
                .add(d));
        types = List.copyOf(kinds.values());
        strides = new int[types.size()];
        int product = 1;
        for (int type = 0; type < strides.length; type++) {
            strides[type] = product;
            product *= types.get(type).size() + 1;
        }
        uses = product;
        nanos = new double[nodes][nodes + 1];
        memory = new long[nodes][nodes + 1];
        input = new double[nodes][nodes + 1];
        output = new double[nodes][nodes + 1];
        for (int from = 0; from < nodes; from++) {
            Growth growth = new Growth(this.graph);
            for (int to = from + 1; to <= nodes; to++) {
                growth.add(to - 1);
                nanos[from][to] = growth.nanos();
                memory[from][to] = growth.memoryBytes();
                input[from][to] = growth.inputBytes();
                output[from][to] = growth.outputBytes();
            }
        }
    }

    /** The stages of the best plan; none if nothing fits. */
    Optional<List<Stage>> plan() {
        int kinds = types.size();
        double[] best = new double[(nodes + 1) * uses * kinds];
        int[] cameFrom = new int[best.length];
        int[] cameBy = new int[best.length];
        Arrays.fill(best, NONE);
        Arrays.fill(best, 0, kinds, 0);
        double least = NONE;
        int end = -1;
        int endTo = -1;
        for (int from = 0; from < nodes; from++) {
            for (int use = 0; use < uses; use++) {
                for (int type = 0; type < kinds; type++) {
                    int at = (from * uses + use) * kinds + type;
                    if (best[at] == NONE || !isFree(use, type)) {
                        continue;
                    }
                    DeviceSpec device = types.get(type).get(0);
                    for (int to = from + 1; to <= nodes; to++) {
                        if (memory[from][to] > device.memoryBytes()) {
                            continue;
                        }
                        double before = from > 0 ? 0 : device.transferNanos(input[from][to]);
                        double own = Math.max(best[at], Math.max(before, nanos[from][to] / device.speed()));
                        if (to == nodes) {
                            double all = Math.max(own, device.transferNanos(output[from][to]));
                            if (all < least) {
                                least = all;
                                end = at;
                                endTo = to;
                            }
                            continue;
                        }
                        for (int next = 0; next < kinds; next++) {
                            if (!isFree(use, next)) {
                                continue;
                            }
                            double sending = Math.max(
                                    device.transferNanos(output[from][to]),
                                    types.get(next).get(0).transferNanos(output[from][to]));
                            double cost = Math.max(own, sending);
                            int there = (to * uses + use + strides[type]) * kinds + next;
                            if (cost < best[there]) {
                                best[there] = cost;
                                cameFrom[there] = from;
                                cameBy[there] = type;
                            }
                        }
                    }
                }
            }
        }
        return end < 0 ? Optional.empty() : Optional.of(stages(end, endTo, cameFrom, cameBy));
    }

    private boolean isFree(int use, int type) {
        return use / strides[type] % (types.get(type).size() + 1)
                < types.get(type).size();
    }

    private List<Stage> stages(int end, int endTo, int[] cameFrom, int[] cameBy) {
        PartCosts costs = PartCosts.of(graph);
        int kinds = types.size();
        int[] taken = new int[kinds];
        LinkedList<Stage> stages = new LinkedList<>();
        int to = endTo;
        int at = end;
        while (true) {
            int from = at / kinds / uses;
            int type = at % kinds;
            stages.addFirst(new Stage(
                    costs.part(IntStream.range(from, to).boxed().toList()),
                    List.of(types.get(type).get(taken[type]++))));
            if (from == 0) {
                return stages;
            }
            int use = at / kinds % uses - strides[cameBy[at]];
            to = from;
            at = (cameFrom[at] * uses + use) * kinds + cameBy[at];
        }
    }
}

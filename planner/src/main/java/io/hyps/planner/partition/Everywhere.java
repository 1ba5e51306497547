package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.protocol.plan.Residency;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The whole graph on every device. Where its throughput meets the bound on all plans it is optimal among all of them, and
 * as nothing passes between partitions, none has fewer bytes on the way.
 */
final class Everywhere {
    private final CompactGraph graph;
    private final List<DeviceSpec> devices;

    Everywhere(CompactGraph graph, List<DeviceSpec> devices) {
        this.graph = graph;
        this.devices = devices;
    }

    /** Empty where it does not fit, or is not known to be optimal. */
    Optional<Cut.Found> cut() {
        long weightsBytes = graph.weightsBytes();
        for (DeviceSpec device : devices) {
            if (device.memoryBytes() < weightsBytes) {
                return Optional.empty();
            }
        }
        double bound = LowerBound.of(graph, devices, Residency.RESIDENT).of(Objective.THROUGHPUT);
        if (devices.size() > Search.MOST_OF_A_TYPE || slowest(graph.allNanos(), 0) > bound * (1 + 1e-9)) {
            return Optional.empty();
        }
        Part whole = PartCosts.of(graph)
                .part(IntStream.range(0, graph.nodeCount()).boxed().toList());
        double bytes = Math.max(whole.inputBytes(), whole.outputBytes());
        boolean fits = devices.stream().allMatch(device -> device.memoryBytes() >= whole.memoryBytes());
        return fits
                        && !whole.inputs().isEmpty()
                        && !whole.outputs().isEmpty()
                        && Partitioner.gap(slowest(whole.computeNanos(), bytes), bound) == 0
                ? Optional.of(new Cut.Found(List.of(new Stage(whole, devices)), "all", 0))
                : Optional.empty();
    }

    private double slowest(double nanos, double bytes) {
        double slowest = 0;
        for (DeviceSpec device : devices) {
            slowest = Math.max(slowest, Math.max(nanos / device.speed(), device.transferNanos(bytes)));
        }
        return slowest / devices.size();
    }
}

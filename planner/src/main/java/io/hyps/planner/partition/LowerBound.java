package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.protocol.plan.Residency;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What no plan for the devices can be better than, whatever its partitions, their order and their replicas.
 *
 * <ul>
 *   <li>throughput: a stage of R replicas has at most R times the speed of its slowest, so no more than the sum of theirs:
 *       all stages together have at most the sum of all speeds, each node at most that of one crew; the model's own inputs
 *       and outputs are let in and out besides;
 *   <li>latency: nodes that need one another run one after another, at best on the fastest device without transfers but
 *       those of the model's own inputs and outputs;
 *   <li>memory: each node's weights are on some device, and all weights on all devices (not when they take turns); what
 *       reads an input of the model or makes an output holds that, and one more that waits or leaves.
 * </ul>
 */
public final class LowerBound {
    private final CompactGraph graph;
    private final List<DeviceSpec> devices;
    private final Residency residency;
    private final boolean divisible;
    /** By node: how much of its work is done in any case. */
    private final double[] shares;

    private LowerBound(
            CompactGraph graph, List<DeviceSpec> devices, Residency residency, boolean divisible, double[] shares) {
        this.shares = shares;
        this.graph = graph;
        this.devices = devices;
        this.residency = residency;
        this.divisible = divisible;
    }

    /** Of all plans for this very graph. */
    public static LowerBound of(CompactGraph graph, List<DeviceSpec> devices, Residency residency) {
        double[] whole = new double[graph.nodeCount()];
        Arrays.fill(whole, 1);
        return new LowerBound(graph, devices, residency, false, whole);
    }

    /**
     * Of all plans for any rewrite that divides nodes into shares without fewer weights in all.
     *
     * @param shares by node: the least part of its work that any such rewrite does
     */
    public static LowerBound ofAnySplit(
            CompactGraph graph, double[] shares, List<DeviceSpec> devices, Residency residency) {
        return new LowerBound(graph, devices, residency, true, shares.clone());
    }

    /** In the unit of {@link Objective#value}. */
    public double of(Objective objective) {
        return switch (objective) {
            case MEMORY -> memoryBytes();
            case THROUGHPUT -> bottleneckNanos();
            case LATENCY -> divisible ? splitLatencyNanos() : latencyNanos();
        };
    }

    private double bottleneckNanos() {
        double all = divisible ? 0 : convertNanos();
        double bound = 0;
        DeviceSpec[] fastest = fastestFirst();
        for (int node = 0; node < graph.nodeCount(); node++) {
            all += shares[node] * graph.nanos(node);
            if (!divisible) {
                bound = Math.max(bound, graph.nanos(node) / bestCrew(fastest, graph.weightsBytes(node)));
            }
        }
        return Math.max(bound, all / speeds());
    }

    /** Of letting in the model's inputs and letting out its outputs, each once. */
    private double convertNanos() {
        double nanos = 0;
        for (int tensor = 0; tensor < graph.tensorCount(); tensor++) {
            boolean comes = graph.producer(tensor) < 0 && graph.readers(tensor).length > 0;
            boolean goes = graph.producer(tensor) >= 0 && graph.isOutput(tensor);
            nanos += comes || goes ? graph.convertNanos(tensor) : 0;
        }
        return nanos;
    }

    private DeviceSpec[] fastestFirst() {
        DeviceSpec[] fastest = devices.toArray(DeviceSpec[]::new);
        Arrays.sort(fastest, (a, b) -> Double.compare(b.speed(), a.speed()));
        return fastest;
    }

    private double speeds() {
        double all = 0;
        for (DeviceSpec device : devices) {
            all += device.speed();
        }
        return all;
    }

    /** The most that R times the slowest can be, among devices that have the memory. */
    private static double bestCrew(DeviceSpec[] fastestFirst, long memoryBytes) {
        double best = 0;
        int size = 0;
        for (DeviceSpec device : fastestFirst) {
            if (device.memoryBytes() >= memoryBytes) {
                size++;
                best = Math.max(best, size * device.speed());
            }
        }
        return best == 0 ? Double.POSITIVE_INFINITY : best;
    }

    private double splitLatencyNanos() {
        double all = 0;
        for (int node = 0; node < graph.nodeCount(); node++) {
            all += shares[node] * graph.nanos(node);
        }
        // a frame's inputs come by messages, its outputs go by messages
        return all / speeds() + 2 * Evaluator.NANOS_PER_MESSAGE;
    }

    private double latencyNanos() {
        double speed = devices.stream().mapToDouble(DeviceSpec::speed).max().orElse(1);
        double[] ready = new double[graph.tensorCount()];
        Arrays.setAll(ready, tensor -> graph.producer(tensor) < 0 ? arrivalNanos(tensor) : 0);
        double longest = 0;
        for (int node = 0; node < graph.nodeCount(); node++) {
            double begin = 0;
            for (int tensor : graph.reads(node)) {
                begin = Math.max(begin, ready[tensor]);
            }
            double end = begin + graph.nanos(node) / speed;
            for (int tensor : graph.makes(node)) {
                ready[tensor] = end;
                if (graph.isOutput(tensor)) {
                    longest = Math.max(longest, end + arrivalNanos(tensor));
                }
            }
        }
        return longest;
    }

    /** A message of the model's own input or output, over the quickest link. */
    private double arrivalNanos(int tensor) {
        return Evaluator.NANOS_PER_MESSAGE + transferNanos(graph.bytes(tensor));
    }

    private double transferNanos(long bytes) {
        return devices.stream().mapToDouble(d -> d.transferNanos(bytes)).min().orElse(0);
    }

    private double memoryBytes() {
        long bound = 0;
        for (int tensor = 0; tensor < graph.tensorCount(); tensor++) {
            boolean comes = graph.producer(tensor) < 0 && graph.readers(tensor).length > 0;
            boolean goes = graph.producer(tensor) >= 0 && graph.isOutput(tensor);
            bound = Math.max(bound, comes || goes ? 2 * graph.bytes(tensor) : 0);
        }
        for (int node = 0; node < graph.nodeCount() && !divisible; node++) {
            bound = Math.max(bound, graph.weightsBytes(node));
        }
        return residency == Residency.TURNS ? bound : Math.max(bound, evenShareBytes());
    }

    /** The least level up to which the devices must be filled to hold all weights, none beyond its memory. */
    private double evenShareBytes() {
        double left = graph.weightsBytes();
        List<DeviceSpec> smallestFirst = devices.stream()
                .sorted(Comparator.comparingLong(DeviceSpec::memoryBytes))
                .toList();
        for (int i = 0; i < smallestFirst.size(); i++) {
            double level = left / (smallestFirst.size() - i);
            if (level <= smallestFirst.get(i).memoryBytes()) {
                return level;
            }
            left -= smallestFirst.get(i).memoryBytes();
        }
        return Double.POSITIVE_INFINITY;
    }
}

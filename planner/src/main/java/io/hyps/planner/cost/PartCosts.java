package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The costs of any set of a graph's nodes that runs as one partition, in the graph's order. Immutable. */
public final class PartCosts {
    private final Graph graph;
    private final RuntimeCosts runtime;
    /** The positions of the nodes that read a tensor. */
    private final Map<String, Set<Integer>> readers = new HashMap<>();

    private PartCosts(Graph graph, RuntimeCosts runtime) {
        this.graph = graph;
        this.runtime = runtime;
        for (int at = 0; at < graph.nodes().size(); at++) {
            for (String name : graph.nodes().get(at).reads()) {
                readers.computeIfAbsent(name, tensor -> new LinkedHashSet<>()).add(at);
            }
        }
    }

    public static PartCosts of(Graph graph, RuntimeCosts runtime) {
        return new PartCosts(graph, runtime);
    }

    /** @param nodes positions, ascending */
    public Part part(List<Integer> nodes) {
        return new Walk(nodes).part();
    }

    private long plainBytes(String name) {
        return graph.tensor(name).map(TensorSpec::sizeBytes).orElse(0L);
    }

    private long insideBytes(String name) {
        return graph.tensor(name).map(runtime::insideBytes).orElse(0L);
    }

    private long convertedBytes(String name) {
        return graph.tensor(name).map(runtime::convertedBytes).orElse(0L);
    }

    /** One run over a part's nodes, with the tensors that are live. */
    private final class Walk {
        private final Set<Integer> own;
        private final List<Integer> order;
        private final Set<String> weights = new HashSet<>();
        private final Set<String> inputs = new LinkedHashSet<>();
        private final Set<String> outputs = new LinkedHashSet<>();
        private final Set<String> made = new HashSet<>();
        private final Map<String, Long> live = new HashMap<>();

        private long liveBytes;
        private long peakBytes;
        private long residentBytes;
        private double nanos;

        Walk(List<Integer> nodes) {
            own = new HashSet<>(nodes);
            order = nodes;
        }

        Part part() {
            order.forEach(at -> read(graph.nodes().get(at)));
            long inputBytes =
                    inputs.stream().mapToLong(PartCosts.this::plainBytes).sum();
            order.forEach(this::run);
            long outputBytes =
                    outputs.stream().mapToLong(PartCosts.this::plainBytes).sum();
            return new Part(
                    order,
                    List.copyOf(inputs),
                    List.copyOf(outputs),
                    weightsBytes(),
                    peakBytes + inputBytes + residentBytes,
                    Part.queueBytes(inputBytes, outputBytes),
                    inputBytes,
                    outputBytes,
                    nanos);
        }

        private long weightsBytes() {
            return weights.stream().mapToLong(graph::constantBytes).sum()
                    + order.stream()
                            .mapToLong(at -> graph.nodes().get(at).innerBytes())
                            .sum();
        }

        private void read(Node node) {
            for (String name : node.reads()) {
                if (graph.isConstant(name)) {
                    weights.add(name);
                } else if (!made.contains(name)) {
                    inputs.add(name);
                }
            }
            made.addAll(node.makes());
        }

        private void run(int at) {
            Node node = graph.nodes().get(at);
            for (String name : node.reads()) {
                if (inputs.contains(name)) {
                    convert(name);
                }
            }
            for (String name : node.makes()) {
                boolean leaves = leaves(name);
                if (leaves) {
                    outputs.add(name);
                    nanos += graph.tensor(name).map(runtime::convertNanos).orElse(0.0);
                }
                hold(name, leaves ? plainBytes(name) + convertedBytes(name) : insideBytes(name));
            }
            peakBytes = Math.max(peakBytes, liveBytes + runtime.workspaceBytes(node));
            residentBytes += runtime.residentBytes(node);
            nanos += runtime.nanos(node);
            node.reads().forEach(name -> drop(name, at));
            node.makes().forEach(name -> drop(name, at));
        }

        private void convert(String name) {
            if (!live.containsKey(name)) {
                hold(name, convertedBytes(name));
                nanos += graph.tensor(name).map(runtime::convertNanos).orElse(0.0);
            }
        }

        private void hold(String name, long bytes) {
            live.put(name, bytes);
            liveBytes += bytes;
        }

        /** After its last reader here, an output shrinks to what leaves, anything else is gone. */
        private void drop(String name, int at) {
            Long bytes = live.get(name);
            boolean readLater = readers.getOrDefault(name, Set.of()).stream().anyMatch(r -> r > at && own.contains(r));
            if (bytes != null && !readLater) {
                long left = outputs.contains(name) ? plainBytes(name) : 0;
                liveBytes += left - bytes;
                live.put(name, left);
            }
        }

        private boolean leaves(String name) {
            return graph.outputs().contains(name)
                    || readers.getOrDefault(name, Set.of()).stream().anyMatch(r -> !own.contains(r));
        }
    }
}

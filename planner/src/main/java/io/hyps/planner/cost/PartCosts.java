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
        TensorSpec spec = graph.tensors().get(name);
        return spec == null ? 0 : spec.sizeBytes();
    }

    private long plainBytes(Set<String> names) {
        long bytes = 0;
        for (String name : names) {
            bytes += plainBytes(name);
        }
        return bytes;
    }

    private long insideBytes(String name) {
        TensorSpec spec = graph.tensors().get(name);
        return spec == null ? 0 : runtime.insideBytes(spec);
    }

    private long convertedBytes(String name) {
        TensorSpec spec = graph.tensors().get(name);
        return spec == null ? 0 : runtime.convertedBytes(spec);
    }

    private double convertNanos(String name) {
        TensorSpec spec = graph.tensors().get(name);
        return spec == null ? 0 : runtime.convertNanos(spec);
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
            for (int at : order) {
                read(graph.nodes().get(at));
            }
            long inputBytes = plainBytes(inputs);
            for (int at : order) {
                run(at);
            }
            long outputBytes = plainBytes(outputs);
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
            long bytes = 0;
            for (String name : weights) {
                bytes += graph.constantBytes(name);
            }
            for (int at : order) {
                bytes += graph.nodes().get(at).innerBytes();
            }
            return bytes;
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
                    nanos += convertNanos(name);
                }
                hold(name, leaves ? plainBytes(name) + convertedBytes(name) : insideBytes(name));
            }
            peakBytes = Math.max(peakBytes, liveBytes + runtime.workspaceBytes(node));
            residentBytes += runtime.residentBytes(node);
            nanos += runtime.nanos(node);
            for (String name : node.reads()) {
                drop(name, at);
            }
            for (String name : node.makes()) {
                drop(name, at);
            }
        }

        private void convert(String name) {
            if (!live.containsKey(name)) {
                hold(name, convertedBytes(name));
                nanos += convertNanos(name);
            }
        }

        private void hold(String name, long bytes) {
            live.put(name, bytes);
            liveBytes += bytes;
        }

        /** After its last reader here, an output shrinks to what leaves, anything else is gone. */
        private void drop(String name, int at) {
            Long bytes = live.get(name);
            if (bytes != null && !isReadLater(name, at)) {
                long left = outputs.contains(name) ? plainBytes(name) : 0;
                liveBytes += left - bytes;
                live.put(name, left);
            }
        }

        private boolean isReadLater(String name, int at) {
            for (int reader : readers.getOrDefault(name, Set.of())) {
                if (reader > at && own.contains(reader)) {
                    return true;
                }
            }
            return false;
        }

        private boolean leaves(String name) {
            for (int reader : readers.getOrDefault(name, Set.of())) {
                if (!own.contains(reader)) {
                    return true;
                }
            }
            return graph.outputs().contains(name);
        }
    }
}

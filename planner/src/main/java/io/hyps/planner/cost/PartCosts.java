package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/** The costs of any set of a graph's nodes that runs as one partition, in the graph's order. Immutable. */
public final class PartCosts {
    private final CompactGraph graph;

    private PartCosts(CompactGraph graph) {
        this.graph = graph;
    }

    public static PartCosts of(Graph graph, RuntimeCosts runtime) {
        return of(CompactGraph.of(graph, runtime));
    }

    public static PartCosts of(CompactGraph graph) {
        return new PartCosts(graph);
    }

    /** @param nodes positions, ascending */
    public Part part(List<Integer> nodes) {
        return new Walk(nodes).part();
    }

    /** One run over a part's nodes, with the tensors that are live. */
    private final class Walk {
        private final List<Integer> order;
        private final boolean[] own = new boolean[graph.nodeCount()];
        private final boolean[] weights = new boolean[graph.constantCount()];
        private final boolean[] comes = new boolean[graph.tensorCount()];
        private final boolean[] goes = new boolean[graph.tensorCount()];
        private final boolean[] isHeld = new boolean[graph.tensorCount()];
        private final long[] live = new long[graph.tensorCount()];
        private final List<String> inputs = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>();

        private long inputBytes;
        private long outputBytes;
        private long weightsBytes;
        private long liveBytes;
        private long peakBytes;
        private long residentBytes;
        private double nanos;

        Walk(List<Integer> nodes) {
            order = nodes;
            for (int node : nodes) {
                own[node] = true;
            }
        }

        Part part() {
            for (int node : order) {
                readFromOutside(node);
            }
            for (int node : order) {
                run(node);
            }
            return new Part(
                    order,
                    inputs,
                    outputs,
                    weightsBytes,
                    peakBytes + inputBytes + residentBytes,
                    Part.queueBytes(inputBytes, outputBytes),
                    inputBytes,
                    outputBytes,
                    nanos);
        }

        private void readFromOutside(int node) {
            weightsBytes += graph.innerBytes(node);
            for (int constant : graph.constants(node)) {
                weightsBytes += weights[constant] ? 0 : graph.constantBytes(constant);
                weights[constant] = true;
            }
            for (int tensor : graph.reads(node)) {
                int producer = graph.producer(tensor);
                if (!comes[tensor] && (producer < 0 || !own[producer])) {
                    comes[tensor] = true;
                    inputs.add(graph.tensorName(tensor));
                    inputBytes += graph.bytes(tensor);
                }
            }
        }

        private void run(int node) {
            for (int tensor : graph.reads(node)) {
                if (comes[tensor] && !isHeld[tensor]) {
                    hold(tensor, graph.convertedBytes(tensor));
                    nanos += graph.convertNanos(tensor);
                }
            }
            for (int tensor : graph.makes(node)) {
                make(tensor);
            }
            peakBytes = Math.max(peakBytes, liveBytes + graph.workspaceBytes(node));
            residentBytes += graph.residentBytes(node);
            nanos += graph.nanos(node);
            for (int tensor : graph.reads(node)) {
                drop(tensor, node);
            }
            for (int tensor : graph.makes(node)) {
                drop(tensor, node);
            }
        }

        private void make(int tensor) {
            goes[tensor] = leaves(tensor);
            if (goes[tensor]) {
                outputs.add(graph.tensorName(tensor));
                outputBytes += graph.bytes(tensor);
                nanos += graph.convertNanos(tensor);
                hold(tensor, graph.bytes(tensor) + graph.convertedBytes(tensor));
            } else {
                hold(tensor, graph.insideBytes(tensor));
            }
        }

        private void hold(int tensor, long bytes) {
            isHeld[tensor] = true;
            live[tensor] = bytes;
            liveBytes += bytes;
        }

        /** After its last reader here, an output shrinks to what leaves, anything else is gone. */
        private void drop(int tensor, int node) {
            if (isHeld[tensor] && !isReadAfter(tensor, node)) {
                long left = goes[tensor] ? graph.bytes(tensor) : 0;
                liveBytes += left - live[tensor];
                live[tensor] = left;
            }
        }

        private boolean isReadAfter(int tensor, int node) {
            for (int reader : graph.readers(tensor)) {
                if (reader > node && own[reader]) {
                    return true;
                }
            }
            return false;
        }

        private boolean leaves(int tensor) {
            for (int reader : graph.readers(tensor)) {
                if (!own[reader]) {
                    return true;
                }
            }
            return graph.isOutput(tensor);
        }
    }
}

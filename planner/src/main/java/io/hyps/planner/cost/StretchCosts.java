package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The costs of all stretches of a graph's nodes in their order. A stretch that is one node longer is computed from the
 * one before, so all stretches from one node take time in proportion to the graph's tensors.
 *
 * <p>Immutable and safe to share.
 */
public final class StretchCosts {
    private final Graph graph;
    private final double[] nanos;
    /** The position of the node that makes a tensor; inputs of the graph have none. */
    private final Map<String, Integer> made = new HashMap<>();
    /** The position of the last node that reads a tensor; the number of nodes for an output of the graph. */
    private final Map<String, Integer> lastRead = new HashMap<>();

    private StretchCosts(Graph graph) {
        this.graph = graph;
        NodeWork work = new NodeWork(graph);
        nanos = graph.nodes().stream().mapToDouble(work::nanos).toArray();
        for (int at = 0; at < nanos.length; at++) {
            for (String name : graph.nodes().get(at).reads()) {
                lastRead.put(name, at);
            }
            for (String name : graph.nodes().get(at).makes()) {
                made.put(name, at);
            }
        }
        graph.outputs().forEach(name -> lastRead.put(name, nanos.length));
    }

    public static StretchCosts of(Graph graph) {
        return new StretchCosts(graph);
    }

    public int nodeCount() {
        return nanos.length;
    }

    /** The stretches that begin at a node, shortest first, as long as they need no more than the given memory. */
    public List<Stretch> from(int from, long memoryBytes) {
        List<Stretch> stretches = new ArrayList<>();
        Growth growth = new Growth(from);
        for (int at = from; at < nanos.length; at++) {
            Stretch stretch = growth.add(at);
            if (stretch.memoryBytes() > memoryBytes) {
                break;
            }
            stretches.add(stretch);
        }
        return stretches;
    }

    /** One stretch. */
    public Stretch between(int from, int to) {
        return from(from, Long.MAX_VALUE).get(to - from - 1);
    }

    /** What comes into a stretch, in the order of use. */
    public List<String> inputs(int from, int to) {
        return graph.nodes().subList(from, to).stream()
                .flatMap(node -> node.reads().stream())
                .filter(name -> !graph.isConstant(name) && producer(name) < from)
                .distinct()
                .toList();
    }

    /** What goes out of a stretch, in the order of making. */
    public List<String> outputs(int from, int to) {
        return graph.nodes().subList(from, to).stream()
                .flatMap(node -> node.makes().stream())
                .filter(name -> lastReader(name) >= to)
                .toList();
    }

    private int producer(String name) {
        return made.getOrDefault(name, -1);
    }

    private int lastReader(String name) {
        return lastRead.getOrDefault(name, -1);
    }

    private long bytes(String name) {
        return graph.tensor(name).map(TensorSpec::sizeBytes).orElse(0L);
    }

    /** A stretch that grows by one node at a time. */
    private final class Growth {
        private final int from;
        private final Set<String> seen = new HashSet<>();
        /** Tensors made inside, by the position of their last reader. */
        private final Map<Integer, List<String>> ending = new HashMap<>();

        private long weightsBytes;
        private long inputBytes;
        private long liveBytes;
        private long peakBytes;
        private double computeNanos;
        private int inputs;
        private int outputs;

        Growth(int from) {
            this.from = from;
        }

        Stretch add(int at) {
            Node node = graph.nodes().get(at);
            node.reads().stream().filter(seen::add).forEach(this::read);
            long brief = 0;
            for (String name : node.makes()) {
                if (lastReader(name) > at) {
                    liveBytes += bytes(name);
                    outputs++;
                    ending.computeIfAbsent(lastReader(name), position -> new ArrayList<>())
                            .add(name);
                } else {
                    brief += bytes(name);
                }
            }
            peakBytes = Math.max(peakBytes, liveBytes + brief);
            computeNanos += nanos[at];
            for (String name : ending.getOrDefault(at, List.of())) {
                liveBytes -= bytes(name);
                outputs--;
            }
            // what is still live after the last node is read outside
            return new Stretch(
                    from,
                    at + 1,
                    weightsBytes,
                    peakBytes + inputBytes,
                    inputBytes,
                    liveBytes,
                    computeNanos,
                    inputs > 0 && outputs > 0);
        }

        private void read(String name) {
            if (graph.isConstant(name)) {
                weightsBytes += graph.constantBytes(name);
            } else if (producer(name) < from) {
                inputBytes += bytes(name);
                inputs++;
            }
        }
    }
}

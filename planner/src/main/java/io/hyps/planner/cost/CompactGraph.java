package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A graph and its costs as numbers, for searches that look at very many parts: nodes, tensors and constants are counted
 * from 0. Immutable as long as nobody writes to the arrays it gives.
 */
public final class CompactGraph {
    private static final int[] NONE = {};

    private final int[][] reads;
    private final int[][] makes;
    private final int[][] constants;
    private final long[] constantBytes;
    private final int[] constantReaders;
    private final long[] innerBytes;
    private final double[] nanos;
    private final long[] workspaceBytes;
    private final long[] residentBytes;
    private final long[] plainBytes;
    private final long[] insideBytes;
    private final long[] convertedBytes;
    private final double[] convertNanos;
    private final int[] producers;
    private final int[][] readers;
    private final boolean[] outputs;
    private final boolean[] mayCross;
    private final List<String> tensorNames;
    private final List<String> origins;

    private CompactGraph(Graph graph, RuntimeCosts runtime) {
        Numbers tensors = new Numbers();
        Numbers weights = new Numbers();
        int nodes = graph.nodes().size();
        reads = new int[nodes][];
        makes = new int[nodes][];
        constants = new int[nodes][];
        graph.inputs().forEach(tensors::of);
        for (int at = 0; at < nodes; at++) {
            List<String> names = graph.nodes().get(at).reads();
            reads[at] = names.stream()
                    .filter(name -> !graph.isConstant(name))
                    .mapToInt(tensors::of)
                    .toArray();
            constants[at] = names.stream()
                    .filter(graph::isConstant)
                    .mapToInt(weights::of)
                    .toArray();
            makes[at] =
                    graph.nodes().get(at).makes().stream().mapToInt(tensors::of).toArray();
        }
        tensorNames = List.copyOf(tensors.names);
        constantBytes = weights.names.stream().mapToLong(graph::constantBytes).toArray();
        constantReaders = new int[constantBytes.length];
        for (int[] read : constants) {
            for (int constant : read) {
                constantReaders[constant]++;
            }
        }
        innerBytes = graph.nodes().stream().mapToLong(Node::innerBytes).toArray();
        nanos = graph.nodes().stream().mapToDouble(runtime::nanos).toArray();
        workspaceBytes =
                graph.nodes().stream().mapToLong(runtime::workspaceBytes).toArray();
        residentBytes = graph.nodes().stream().mapToLong(runtime::residentBytes).toArray();
        List<Optional<TensorSpec>> specs =
                tensorNames.stream().map(graph::tensor).toList();
        plainBytes = specs.stream()
                .mapToLong(s -> s.map(TensorSpec::sizeBytes).orElse(0L))
                .toArray();
        insideBytes = specs.stream()
                .mapToLong(s -> s.map(runtime::insideBytes).orElse(0L))
                .toArray();
        convertedBytes = specs.stream()
                .mapToLong(s -> s.map(runtime::convertedBytes).orElse(0L))
                .toArray();
        convertNanos = specs.stream()
                .mapToDouble(s -> s.map(runtime::convertNanos).orElse(0.0))
                .toArray();
        origins = graph.nodes().stream().map(Node::origin).toList();
        producers = new int[tensorNames.size()];
        readers = new int[tensorNames.size()][];
        outputs = new boolean[tensorNames.size()];
        mayCross = new boolean[tensorNames.size()];
        link(graph);
    }

    public static CompactGraph of(Graph graph, RuntimeCosts runtime) {
        return new CompactGraph(graph, runtime);
    }

    private void link(Graph graph) {
        Arrays.fill(producers, -1);
        List<List<Integer>> found = new ArrayList<>();
        tensorNames.forEach(name -> found.add(new ArrayList<>()));
        for (int at = 0; at < reads.length; at++) {
            for (int tensor : reads[at]) {
                found.get(tensor).add(at);
            }
            for (int tensor : makes[at]) {
                producers[tensor] = at;
            }
        }
        for (int tensor = 0; tensor < readers.length; tensor++) {
            List<Integer> of = found.get(tensor);
            readers[tensor] = of.isEmpty()
                    ? NONE
                    : of.stream().mapToInt(Integer::intValue).toArray();
            outputs[tensor] = graph.outputs().contains(tensorNames.get(tensor));
            mayCross[tensor] = graph.mayCross(tensorNames.get(tensor));
        }
    }

    public int nodeCount() {
        return reads.length;
    }

    public int tensorCount() {
        return plainBytes.length;
    }

    int constantCount() {
        return constantBytes.length;
    }

    /** The tensors that a node reads; no constants. */
    public int[] reads(int node) {
        return reads[node];
    }

    public int[] makes(int node) {
        return makes[node];
    }

    int[] constants(int node) {
        return constants[node];
    }

    long constantBytes(int constant) {
        return constantBytes[constant];
    }

    /** What a node carries itself. */
    long innerBytes(int node) {
        return innerBytes[node];
    }

    /** The bytes of all weights and constants that a node reads or carries. */
    public long weightsBytes(int node) {
        long bytes = innerBytes[node];
        for (int constant : constants[node]) {
            bytes += constantBytes[constant];
        }
        return bytes;
    }

    /** The bytes of all weights and constants, each counted once. */
    public long weightsBytes() {
        long bytes = Arrays.stream(innerBytes).sum();
        for (long constant : constantBytes) {
            bytes += constant;
        }
        return bytes;
    }

    /** How long a node runs, without conversions. */
    public double nanos(int node) {
        return nanos[node];
    }

    long workspaceBytes(int node) {
        return workspaceBytes[node];
    }

    long residentBytes(int node) {
        return residentBytes[node];
    }

    /** A tensor's size where it travels. */
    public long bytes(int tensor) {
        return plainBytes[tensor];
    }

    long insideBytes(int tensor) {
        return insideBytes[tensor];
    }

    long convertedBytes(int tensor) {
        return convertedBytes[tensor];
    }

    double convertNanos(int tensor) {
        return convertNanos[tensor];
    }

    /** The node that makes a tensor; −1 for an input of the graph. */
    public int producer(int tensor) {
        return producers[tensor];
    }

    /** The nodes that read a tensor, ascending. */
    public int[] readers(int tensor) {
        return readers[tensor];
    }

    /** Whether the graph's caller gets the tensor. */
    public boolean isOutput(int tensor) {
        return outputs[tensor];
    }

    /** The tensors that the graph's caller gets and some node makes. */
    public int[] outputs() {
        return IntStream.range(0, outputs.length)
                .filter(t -> outputs[t] && producers[t] >= 0)
                .toArray();
    }

    /** Whether a tensor may travel between partitions. */
    boolean mayCross(int tensor) {
        return mayCross[tensor];
    }

    /**
     * Whether two nodes may change places without any difference to the costs of any part: equal shares of one node that
     * read the same tensors, whose results go to the same readers, and that stand next to one another.
     */
    public boolean areInterchangeable(int node, int next) {
        return next == node + 1
                && origins.get(node).equals(origins.get(next))
                && nanos[node] == nanos[next]
                && workspaceBytes[node] == workspaceBytes[next]
                && residentBytes[node] == residentBytes[next]
                && innerBytes[node] == innerBytes[next]
                && Arrays.equals(reads[node], reads[next])
                && likeTensors(makes[node], makes[next])
                && likeConstants(constants[node], constants[next]);
    }

    private boolean likeTensors(int[] some, int[] others) {
        boolean alike = some.length == others.length;
        for (int i = 0; alike && i < some.length; i++) {
            int a = some[i];
            int b = others[i];
            alike = plainBytes[a] == plainBytes[b]
                    && insideBytes[a] == insideBytes[b]
                    && convertedBytes[a] == convertedBytes[b]
                    && convertNanos[a] == convertNanos[b]
                    && outputs[a] == outputs[b]
                    && Arrays.equals(readers[a], readers[b]);
        }
        return alike;
    }

    private boolean likeConstants(int[] some, int[] others) {
        boolean alike = some.length == others.length;
        for (int i = 0; alike && i < some.length; i++) {
            boolean own = constantReaders[some[i]] == 1 && constantReaders[others[i]] == 1;
            alike = some[i] == others[i] || own && constantBytes[some[i]] == constantBytes[others[i]];
        }
        return alike;
    }

    /** Gives each name a number. */
    private static final class Numbers {
        private final Map<String, Integer> byName = new HashMap<>();
        private final List<String> names = new ArrayList<>();

        int of(String name) {
            return byName.computeIfAbsent(name, added -> {
                names.add(added);
                return names.size() - 1;
            });
        }
    }
}

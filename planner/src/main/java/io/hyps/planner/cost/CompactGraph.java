package io.hyps.planner.cost;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        innerBytes = new long[nodes];
        nanos = new double[nodes];
        workspaceBytes = new long[nodes];
        residentBytes = new long[nodes];
        origins = new ArrayList<>(nodes);
        // plain loops: a search makes many of these, the first of them in a JVM that has just started
        for (int at = 0; at < nodes; at++) {
            Node node = graph.nodes().get(at);
            List<String> data = new ArrayList<>();
            List<String> constant = new ArrayList<>();
            for (String name : node.reads()) {
                (graph.isConstant(name) ? constant : data).add(name);
            }
            reads[at] = tensors.of(data);
            constants[at] = weights.of(constant);
            makes[at] = tensors.of(node.makes());
            innerBytes[at] = node.innerBytes();
            nanos[at] = runtime.nanos(node);
            workspaceBytes[at] = runtime.workspaceBytes(node);
            residentBytes[at] = runtime.residentBytes(node);
            origins.add(node.origin());
        }
        tensorNames = List.copyOf(tensors.names);
        constantBytes = new long[weights.names.size()];
        for (int constant = 0; constant < constantBytes.length; constant++) {
            constantBytes[constant] = graph.constantBytes(weights.names.get(constant));
        }
        constantReaders = new int[constantBytes.length];
        for (int[] read : constants) {
            for (int constant : read) {
                constantReaders[constant]++;
            }
        }
        plainBytes = new long[tensorNames.size()];
        insideBytes = new long[plainBytes.length];
        convertedBytes = new long[plainBytes.length];
        convertNanos = new double[plainBytes.length];
        for (int tensor = 0; tensor < plainBytes.length; tensor++) {
            TensorSpec spec = graph.tensors().get(tensorNames.get(tensor));
            if (spec != null) {
                plainBytes[tensor] = spec.sizeBytes();
                insideBytes[tensor] = runtime.insideBytes(spec);
                convertedBytes[tensor] = runtime.convertedBytes(spec);
                convertNanos[tensor] = runtime.convertNanos(spec);
            }
        }
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
        int[] counts = new int[readers.length];
        for (int[] read : reads) {
            for (int tensor : read) {
                counts[tensor]++;
            }
        }
        Set<String> given = new HashSet<>(graph.outputs());
        for (int tensor = 0; tensor < readers.length; tensor++) {
            readers[tensor] = counts[tensor] == 0 ? NONE : new int[counts[tensor]];
            outputs[tensor] = given.contains(tensorNames.get(tensor));
            mayCross[tensor] = graph.mayCross(tensorNames.get(tensor));
        }
        Arrays.fill(counts, 0);
        for (int at = 0; at < reads.length; at++) {
            for (int tensor : reads[at]) {
                readers[tensor][counts[tensor]++] = at;
            }
            for (int tensor : makes[at]) {
                producers[tensor] = at;
            }
        }
    }

    public int nodeCount() {
        return reads.length;
    }

    public int tensorCount() {
        return plainBytes.length;
    }

    String tensorName(int tensor) {
        return tensorNames.get(tensor);
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

    /** The bytes of what a node carries, and of the weights and constants that no other node reads. */
    public long ownWeightsBytes(int node) {
        long bytes = innerBytes[node];
        for (int constant : constants[node]) {
            bytes += constantReaders[constant] == 1 ? constantBytes[constant] : 0;
        }
        return bytes;
    }

    /** The bytes of all weights and constants, each counted once. */
    public long weightsBytes() {
        long bytes = 0;
        for (long inner : innerBytes) {
            bytes += inner;
        }
        for (long constant : constantBytes) {
            bytes += constant;
        }
        return bytes;
    }

    /** How long a node runs, without conversions. */
    public double nanos(int node) {
        return nanos[node];
    }

    /** As {@link Part#outputBytes()} of the node alone. */
    public long outputBytes(int node) {
        long bytes = 0;
        for (int tensor : makes[node]) {
            bytes += outputs[tensor] || readers[tensor].length > 0 ? plainBytes[tensor] : 0;
        }
        return bytes;
    }

    /** As {@link Part#computeNanos()} of the node alone. */
    public double aloneNanos(int node) {
        double alone = nanos[node];
        for (int tensor : reads[node]) {
            alone += convertNanos[tensor];
        }
        for (int tensor : makes[node]) {
            alone += outputs[tensor] || readers[tensor].length > 0 ? convertNanos[tensor] : 0;
        }
        return alone;
    }

    /** Of all nodes, without conversions. */
    public double allNanos() {
        double all = 0;
        for (double node : nanos) {
            all += node;
        }
        return all;
    }

    /** As {@link Part#memoryBytes()} of the node alone. */
    public long aloneBytes(int node) {
        long inputBytes = 0;
        long outputBytes = 0;
        long bytes = weightsBytes(node) + residentBytes[node] + workspaceBytes[node];
        for (int tensor : reads[node]) {
            inputBytes += plainBytes[tensor];
            bytes += convertedBytes[tensor];
        }
        for (int tensor : makes[node]) {
            boolean leaves = outputs[tensor] || readers[tensor].length > 0;
            outputBytes += leaves ? plainBytes[tensor] : 0;
            bytes += leaves ? plainBytes[tensor] + convertedBytes[tensor] : insideBytes[tensor];
        }
        return bytes + inputBytes + Part.queueBytes(inputBytes, outputBytes);
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

    /** How long a tensor takes to be let into a partition, or out of it. */
    public double convertNanos(int tensor) {
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
        int[] made = new int[outputs.length];
        int size = 0;
        for (int tensor = 0; tensor < outputs.length; tensor++) {
            if (outputs[tensor] && producers[tensor] >= 0) {
                made[size++] = tensor;
            }
        }
        return Arrays.copyOf(made, size);
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
            Integer known = byName.putIfAbsent(name, names.size());
            if (known == null) {
                names.add(name);
                return names.size() - 1;
            }
            return known;
        }

        int[] of(List<String> several) {
            int[] numbers = new int[several.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = of(several.get(i));
            }
            return numbers;
        }
    }
}

package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The sets of nodes that may be done while the others are not: with each node, all that it needs (downsets of the graph).
 * A map of nodes to partitions that need one another in no circle is a chain of such sets, each partition the difference
 * of two neighbours, and every chain is such a map. Where there are too many, only those along the node order are taken.
 *
 * <p>States are numbered so that a set comes before every set that holds it; the first is empty, the last holds all.
 */
final class Lattice {
    private static final int MOST_STATES = 2_000;
    /** In the node order alone: a table of all steps between them has at most a million entries. */
    private static final int MOST_IN_ORDER = 1_400;

    private static final int[] NOTHING = {};

    /** Which maps the states stand for. */
    enum Space {
        /** Every map. */
        ALL,
        /** Every contiguous cut of the node order. */
        CHAIN,
        /** Some contiguous cuts of the node order. */
        SOME
    }

    private final CompactGraph graph;
    private final Space space;
    private final List<Bits> members;
    /** By state: the nodes that may come next, ascending, and the states they lead to. */
    private final List<int[]> nextNodes = new ArrayList<>();

    private final List<int[]> nextStates = new ArrayList<>();
    private final BitSet mayCut = new BitSet();
    private final List<int[]> carried = new ArrayList<>();
    /** By state, how long the nodes that are not done yet run; made when asked for. */
    private double[] leftNanos = {};

    private Lattice(CompactGraph graph, Space space, List<Bits> members) {
        this.graph = graph;
        this.space = space;
        this.members = members;
    }

    static Lattice of(CompactGraph graph) {
        return downsets(graph).orElseGet(() -> inOrder(graph));
    }

    private static Optional<Lattice> downsets(CompactGraph graph) {
        Waiting waiting = new Waiting(graph);
        Lattice lattice = new Lattice(graph, Space.ALL, new ArrayList<>(List.of(new Bits(graph.nodeCount()))));
        Map<Bits, Integer> known = new HashMap<>();
        List<int[]> ready = new ArrayList<>();
        ready.add(waiting.forNothing());
        for (int state = 0; state < lattice.members.size(); state++) {
            Bits set = lattice.members.get(state);
            int[] nodes = ready.get(state);
            int[] states = new int[nodes.length];
            // the only set of its size, with one way on: no other leads there
            boolean isPassage = nodes.length == 1 && state == lattice.members.size() - 1;
            for (int i = 0; i < nodes.length; i++) {
                Bits larger = set.with(nodes[i]);
                Integer found = isPassage ? null : known.putIfAbsent(larger, lattice.members.size());
                if (found == null) {
                    found = lattice.members.size();
                    lattice.members.add(larger);
                    ready.add(waiting.after(nodes, nodes[i], larger));
                }
                states[i] = found;
            }
            if (lattice.members.size() > MOST_STATES) {
                return Optional.empty();
            }
            lattice.nextNodes.add(nodes);
            lattice.nextStates.add(states);
        }
        return Optional.of(lattice.complete());
    }

    private static Lattice inOrder(CompactGraph graph) {
        int nodes = graph.nodeCount();
        boolean all = nodes < MOST_IN_ORDER;
        List<Bits> members = new ArrayList<>(List.of(new Bits(nodes)));
        for (int state = 0; state < nodes; state++) {
            members.add(members.get(state).with(state));
        }
        Lattice lattice = new Lattice(graph, all ? Space.CHAIN : Space.SOME, members);
        for (int state = 0; state < nodes; state++) {
            lattice.nextNodes.add(new int[] {state});
            lattice.nextStates.add(new int[] {state + 1});
        }
        lattice.nextNodes.add(new int[0]);
        lattice.nextStates.add(new int[0]);
        lattice.complete();
        if (!all) {
            lattice.keepTheCheapest(MOST_IN_ORDER);
        }
        return lattice;
    }

    private Lattice complete() {
        int[] inputs = new int[graph.tensorCount()];
        int size = 0;
        for (int tensor = 0; tensor < inputs.length; tensor++) {
            if (graph.producer(tensor) < 0) {
                inputs[size++] = tensor;
            }
        }
        mayCut.set(0, members.size());
        carried.add(leaving(Arrays.copyOf(inputs, size), NOTHING, 0));
        for (int state = 0; state < members.size(); state++) {
            int[] before = carried.get(state);
            int[] nodes = nextNodes.get(state);
            int[] states = nextStates.get(state);
            for (int i = 0; i < nodes.length; i++) {
                // states are numbered in the order in which they are first led to
                if (states[i] == carried.size()) {
                    carried.add(leaving(before, graph.makes(nodes[i]), states[i]));
                }
            }
        }
        return this;
    }

    private int[] leaving(int[] before, int[] made, int state) {
        int[] leaving = new int[before.length + made.length];
        int size = leaving(before, state, leaving, 0);
        size = leaving(made, state, leaving, size);
        return size == leaving.length ? leaving : Arrays.copyOf(leaving, size);
    }

    private int leaving(int[] candidates, int state, int[] leaving, int from) {
        Bits done = members.get(state);
        int size = from;
        for (int tensor : candidates) {
            if (isReadAfter(done, tensor)) {
                leaving[size++] = tensor;
            }
        }
        return size;
    }

    private boolean isReadAfter(Bits done, int tensor) {
        int[] readers = graph.readers(tensor);
        // the last is the one most likely to be left
        for (int i = readers.length - 1; i >= 0; i--) {
            if (!done.get(readers[i])) {
                return true;
            }
        }
        return false;
    }

    /** Of each stretch of the order, keeps the cut that the fewest bytes cross. */
    private void keepTheCheapest(int kept) {
        int last = members.size() - 1;
        mayCut.clear();
        mayCut.set(0);
        mayCut.set(last);
        for (int window = 0; window < kept; window++) {
            int from = 1 + (int) ((long) (last - 1) * window / kept);
            int to = 1 + (int) ((long) (last - 1) * (window + 1) / kept);
            IntStream.range(from, to)
                    .boxed()
                    .min((a, b) -> Long.compare(carriedBytes(a), carriedBytes(b)))
                    .ifPresent(mayCut::set);
        }
    }

    private long carriedBytes(int state) {
        return Arrays.stream(carried.get(state)).mapToLong(graph::bytes).sum();
    }

    CompactGraph graph() {
        return graph;
    }

    Space space() {
        return space;
    }

    int states() {
        return members.size();
    }

    /** Whether a partition may begin or end there. */
    boolean mayCut(int state) {
        return mayCut.get(state);
    }

    /** Whether more than so many pairs of states that may be cut at have one that holds the other. */
    boolean hasMoreStepsThan(int most) {
        long count = 0;
        for (int state = mayCut.nextSetBit(0); state >= 0 && count <= most; state = mayCut.nextSetBit(state + 1)) {
            count = stepsFrom(state, -1, count, most);
        }
        return count > most;
    }

    /** Adds those to states that are reached by later nodes only, so that none is met twice. */
    private long stepsFrom(int state, int lastNode, long given, int most) {
        long count = given;
        int at = state;
        int last = lastNode;
        while (count <= most) {
            int[] nodes = nextNodes.get(at);
            int[] states = nextStates.get(at);
            int own = nodes.length - 1;
            if (own < 0 || nodes[own] <= last) {
                return count;
            }
            for (int i = 0; i < own; i++) {
                if (nodes[i] > last) {
                    count = stepsFrom(states[i], nodes[i], count + (mayCut(states[i]) ? 1 : 0), most);
                }
            }
            last = nodes[own];
            at = states[own];
            count += mayCut(at) ? 1 : 0;
        }
        return count;
    }

    boolean has(int state, int node) {
        return members.get(state).get(node);
    }

    int[] nextNodes(int state) {
        return nextNodes.get(state);
    }

    int[] nextStates(int state) {
        return nextStates.get(state);
    }

    /** The tensors that are there and that some node that is not done reads. */
    int[] carried(int state) {
        return carried.get(state);
    }

    /** By state, how long the nodes that are not done yet run. */
    double[] leftNanos() {
        if (leftNanos.length == 0) {
            leftNanos = left(graph::nanos);
        }
        return leftNanos;
    }

    /** By state, the sum over the nodes that are not done yet. */
    double[] left(IntToDoubleFunction ofNode) {
        double[] left = new double[states()];
        for (int state = left.length - 2; state >= 0; state--) {
            left[state] = left[nextStates.get(state)[0]]
                    + ofNode.applyAsDouble(nextNodes.get(state)[0]);
        }
        return left;
    }

    /** Whether some node that is done in one state but not in another reads a tensor. */
    boolean isReadBetween(int tensor, int from, int to) {
        for (int reader : graph.readers(tensor)) {
            if (has(to, reader) && !has(from, reader)) {
                return true;
            }
        }
        return false;
    }

    /** The nodes done in one state but not in another, ascending. */
    List<Integer> between(int from, int to) {
        Bits before = members.get(from);
        Bits after = members.get(to);
        List<Integer> between = new ArrayList<>();
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (after.get(node) && !before.get(node)) {
                between.add(node);
            }
        }
        return between;
    }
}

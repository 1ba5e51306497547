package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final List<BitSet> members;
    /** By state: the nodes that may come next, ascending, and the states they lead to. */
    private final List<int[]> nextNodes = new ArrayList<>();

    private final List<int[]> nextStates = new ArrayList<>();
    private final BitSet mayCut = new BitSet();
    private final List<int[]> carried = new ArrayList<>();

    private Lattice(CompactGraph graph, Space space, List<BitSet> members) {
        this.graph = graph;
        this.space = space;
        this.members = members;
    }

    static Lattice of(CompactGraph graph) {
        return downsets(graph).orElseGet(() -> inOrder(graph));
    }

    private static Optional<Lattice> downsets(CompactGraph graph) {
        Waiting waiting = new Waiting(graph);
        Lattice lattice = new Lattice(graph, Space.ALL, new ArrayList<>(List.of(new BitSet())));
        Map<BitSet, Integer> known = new HashMap<>();
        known.put(new BitSet(), 0);
        List<int[]> ready = new ArrayList<>();
        ready.add(waiting.forNothing());
        for (int state = 0; state < lattice.members.size(); state++) {
            BitSet set = lattice.members.get(state);
            int[] nodes = ready.get(state);
            int[] states = new int[nodes.length];
            for (int i = 0; i < nodes.length; i++) {
                BitSet larger = (BitSet) set.clone();
                larger.set(nodes[i]);
                Integer found = known.putIfAbsent(larger, known.size());
                if (found == null) {
                    found = lattice.members.size();
                    lattice.members.add(larger);
                    ready.add(waiting.after(nodes, nodes[i], larger));
                }
                states[i] = found;
            }
            if (known.size() > MOST_STATES) {
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
        List<BitSet> members = new ArrayList<>();
        for (int state = 0; state <= nodes; state++) {
            BitSet set = new BitSet();
            set.set(0, state);
            members.add(set);
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
        int[] all = new int[graph.tensorCount()];
        for (int tensor = 0; tensor < all.length; tensor++) {
            all[tensor] = tensor;
        }
        mayCut.set(0, members.size());
        carried.add(leaving(all, 0));
        for (int state = 0; state < members.size(); state++) {
            int[] before = carried.get(state);
            for (int i = 0; i < nextNodes.get(state).length; i++) {
                int next = nextStates.get(state)[i];
                // states are numbered in the order in which they are first led to
                if (next == carried.size()) {
                    int[] made = graph.makes(nextNodes.get(state)[i]);
                    int[] candidates = Arrays.copyOf(before, before.length + made.length);
                    System.arraycopy(made, 0, candidates, before.length, made.length);
                    carried.add(leaving(candidates, next));
                }
            }
        }
        return this;
    }

    private int[] leaving(int[] candidates, int state) {
        int[] leaving = new int[candidates.length];
        int size = 0;
        for (int tensor : candidates) {
            if ((graph.producer(tensor) < 0 || has(state, graph.producer(tensor))) && isReadLater(tensor, state)) {
                leaving[size++] = tensor;
            }
        }
        return Arrays.copyOf(leaving, size);
    }

    private boolean isReadLater(int tensor, int state) {
        int[] readers = graph.readers(tensor);
        // the last is the one most likely to be left
        for (int i = readers.length - 1; i >= 0; i--) {
            if (!has(state, readers[i])) {
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
        BitSet nodes = (BitSet) members.get(to).clone();
        nodes.andNot(members.get(from));
        List<Integer> between = new ArrayList<>();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            between.add(node);
        }
        return between;
    }
}

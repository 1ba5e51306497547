package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import java.util.Arrays;
import java.util.BitSet;

/** What each node waits for, and who waits for it; of interchangeable nodes the earlier goes first. */
final class Waiting {
    private final CompactGraph graph;
    private final boolean[] waitsForTheOneBefore;

    Waiting(CompactGraph graph) {
        this.graph = graph;
        waitsForTheOneBefore = new boolean[graph.nodeCount() + 1];
        for (int node = 1; node < graph.nodeCount(); node++) {
            waitsForTheOneBefore[node] = graph.areInterchangeable(node - 1, node);
        }
    }

    int[] forNothing() {
        BitSet nothing = new BitSet();
        int[] ready = new int[graph.nodeCount()];
        int size = 0;
        for (int node = 0; node < ready.length; node++) {
            if (isReady(node, nothing)) {
                ready[size++] = node;
            }
        }
        return Arrays.copyOf(ready, size);
    }

    /** Those that were ready but for the node now done, and those that waited for it alone; ascending. */
    int[] after(int[] before, int done, BitSet all) {
        BitSet ready = new BitSet();
        for (int node : before) {
            ready.set(node);
        }
        ready.clear(done);
        for (int tensor : graph.makes(done)) {
            for (int reader : graph.readers(tensor)) {
                addIfReady(reader, all, ready);
            }
        }
        if (waitsForTheOneBefore[done + 1]) {
            addIfReady(done + 1, all, ready);
        }
        int[] nodes = new int[ready.cardinality()];
        int node = -1;
        for (int i = 0; i < nodes.length; i++) {
            node = ready.nextSetBit(node + 1);
            nodes[i] = node;
        }
        return nodes;
    }

    private void addIfReady(int node, BitSet done, BitSet ready) {
        if (!done.get(node) && isReady(node, done)) {
            ready.set(node);
        }
    }

    private boolean isReady(int node, BitSet done) {
        for (int tensor : graph.reads(node)) {
            int producer = graph.producer(tensor);
            if (producer >= 0 && !done.get(producer)) {
                return false;
            }
        }
        return !waitsForTheOneBefore[node] || done.get(node - 1);
    }
}

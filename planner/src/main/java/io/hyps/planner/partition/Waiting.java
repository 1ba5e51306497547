package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import java.util.Arrays;

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
        Bits nothing = new Bits(graph.nodeCount());
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
    int[] after(int[] before, int done, Bits all) {
        int[] ready = new int[before.length + 4];
        int size = 0;
        for (int node : before) {
            if (node != done) {
                ready[size++] = node;
            }
        }
        for (int tensor : graph.makes(done)) {
            for (int reader : graph.readers(tensor)) {
                if (isReady(reader, all) && !contains(ready, size, reader)) {
                    ready = withRoom(ready, size);
                    ready[size++] = reader;
                }
            }
        }
        int next = done + 1;
        if (waitsForTheOneBefore[next] && !all.get(next) && isReady(next, all) && !contains(ready, size, next)) {
            ready = withRoom(ready, size);
            ready[size++] = next;
        }
        int[] nodes = Arrays.copyOf(ready, size);
        if (size > 1) {
            Arrays.sort(nodes);
        }
        return nodes;
    }

    private static int[] withRoom(int[] nodes, int size) {
        return size == nodes.length ? Arrays.copyOf(nodes, 2 * size) : nodes;
    }

    private static boolean contains(int[] nodes, int size, int node) {
        for (int i = 0; i < size; i++) {
            if (nodes[i] == node) {
                return true;
            }
        }
        return false;
    }

    private boolean isReady(int node, Bits done) {
        for (int tensor : graph.reads(node)) {
            int producer = graph.producer(tensor);
            if (producer >= 0 && !done.get(producer)) {
                return false;
            }
        }
        return !waitsForTheOneBefore[node] || done.get(node - 1);
    }
}

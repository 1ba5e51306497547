package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import java.util.BitSet;

/**
 * What a frame needs at least from a state of the lattice to the end. Some nodes are passages: every other node needs them
 * or is needed by them. Stages that hold a passage run one after another, whatever else there is, so their times add up;
 * other stages may run beside them and count nothing. Besides, a tensor that is carried on has the longest path of nodes
 * before it, at best on the fastest device.
 */
final class Outlook {
    private static final int MOST_NODES = 4_000;

    private final CompactGraph graph;
    private final Lattice lattice;
    private final double[] rest;
    private final double[] longest;
    private final int[] outputs;
    private final boolean everythingCounts;

    Outlook(Steps steps, DeviceTypes types) {
        lattice = steps.lattice();
        graph = lattice.graph();
        outputs = graph.outputs();
        longest = longestPaths(types.types().stream()
                .mapToDouble(t -> t.counted().speed())
                .max()
                .orElse(1));
        everythingCounts = everythingLeadsToAnOutput();
        rest = rest(steps, types, passages());
    }

    private double[] longestPaths(double speed) {
        double[] paths = new double[graph.nodeCount()];
        for (int node = paths.length - 1; node >= 0; node--) {
            double after = 0;
            for (int tensor : graph.makes(node)) {
                for (int reader : graph.readers(tensor)) {
                    after = Math.max(after, paths[reader]);
                }
            }
            paths[node] = after + graph.nanos(node) / speed;
        }
        return paths;
    }

    private boolean everythingLeadsToAnOutput() {
        BitSet leads = new BitSet();
        for (int node = graph.nodeCount() - 1; node >= 0; node--) {
            for (int tensor : graph.makes(node)) {
                boolean read = graph.isOutput(tensor);
                for (int reader : graph.readers(tensor)) {
                    read |= leads.get(reader);
                }
                leads.set(node, leads.get(node) || read);
            }
        }
        return leads.cardinality() == graph.nodeCount();
    }

    private BitSet passages() {
        int nodes = graph.nodeCount();
        BitSet passages = new BitSet();
        if (nodes > MOST_NODES || !everythingCounts) {
            return passages;
        }
        BitSet[] needed = new BitSet[nodes];
        int[] neededBy = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            needed[node] = new BitSet();
            for (int tensor : graph.reads(node)) {
                int producer = graph.producer(tensor);
                if (producer >= 0) {
                    needed[node].or(needed[producer]);
                    needed[node].set(producer);
                }
            }
            needed[node].stream().forEach(other -> neededBy[other]++);
        }
        for (int node = 0; node < nodes; node++) {
            passages.set(node, needed[node].cardinality() + neededBy[node] == nodes - 1);
        }
        return passages;
    }

    private double[] rest(Steps steps, DeviceTypes types, BitSet passages) {
        int states = lattice.states();
        int[] passed = new int[states];
        for (int state = 0; state < states; state++) {
            int[] next = lattice.nextNodes(state);
            for (int i = 0; i < next.length; i++) {
                passed[lattice.nextStates(state)[i]] = passed[state] + (passages.get(next[i]) ? 1 : 0);
            }
        }
        double[] least = new double[states];
        for (int state = states - 2; state >= 0; state--) {
            least[state] = Double.POSITIVE_INFINITY;
            for (int step = steps.begin(state); step < steps.begin(state + 1); step++) {
                int to = steps.to(step);
                for (DeviceTypes.Type type : types.types()) {
                    if (steps.memoryBytes(step) <= type.counted().memoryBytes()) {
                        double own = passed[to] > passed[state] ? nanos(steps, step, type.counted()) : 0;
                        least[state] = Math.min(least[state], own + least[to]);
                    }
                }
            }
        }
        return least;
    }

    private static double nanos(Steps steps, int step, DeviceSpec device) {
        return device.transferNanos(steps.leastInputBytes(step))
                + steps.nanos(step) / device.speed()
                + device.transferNanos(steps.leastOutputBytes(step))
                + Evaluator.NANOS_PER_MESSAGE;
    }

    int[] outputs() {
        return outputs;
    }

    /** The least time from a state to the end, once all stages before are through; infinite if it cannot be reached. */
    double rest(int state) {
        return rest[state];
    }

    /** When the end can be reached at best if the last stage so far has sent its first tensor at an instant. */
    double restAfter(double last, int state) {
        return everythingCounts ? last + rest[state] : 0;
    }

    /** The longest path of nodes that a carried tensor has before it. */
    double longestFrom(int tensor, int state) {
        double most = 0;
        for (int reader : graph.readers(tensor)) {
            if (!lattice.has(state, reader)) {
                most = Math.max(most, longest[reader]);
            }
        }
        return most;
    }
}

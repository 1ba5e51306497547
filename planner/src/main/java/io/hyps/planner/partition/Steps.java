package io.hyps.planner.partition;

import io.hyps.planner.cost.Growth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Every partition that the lattice has room for, as a step from one of its states to a later one, with what it costs.
 * Steps are numbered by the state they start from. A partition is computed from the one that lacks its last node, so a
 * step takes constant time where few tensors are live.
 */
final class Steps {
    private final Lattice lattice;
    private final long memoryLimit;
    private final Quota quota;
    private final Growth nothing;
    /** By how many branches deep: used again and again. */
    private final List<Growth> growths = new ArrayList<>();

    private final int[] outputs;
    /** By state: whether steps lead there from the first; others are on no way. */
    private final boolean[] isReached;

    private final int[] begin;
    private int size;
    private int[] from;
    private int[] to;
    private double[] nanos;
    /** Bytes: memory, weights, all inputs, all outputs, least input. */
    private final long[][] bytes;
    /** Only a search for the least latency asks. */
    private long[] leastOutputBytes = {};
    /** Only a search for turns asks. */
    private long[] heldBytes = {};

    private static final int MEMORY = 0;
    private static final int WEIGHTS = 1;
    private static final int INPUT = 2;
    private static final int OUTPUT = 3;
    private static final int LEAST_INPUT = 4;
    private static final int KINDS = 5;
    private static final int FEW = 32;
    private static final long UNKNOWN = -1;

    /** @param memoryLimit of the largest device: partitions that grow beyond are not followed */
    Steps(Lattice lattice, long memoryLimit) {
        this(lattice, memoryLimit, Quota.none(lattice));
    }

    /** @param quota partitions that are not within it are left out */
    Steps(Lattice lattice, long memoryLimit, Quota quota) {
        this.lattice = lattice;
        this.memoryLimit = memoryLimit;
        this.quota = quota;
        outputs = lattice.graph().outputs();
        begin = new int[lattice.states() + 1];
        nothing = new Growth(lattice.graph());
        from = new int[FEW];
        to = new int[FEW];
        nanos = new double[FEW];
        bytes = tables(FEW);
        isReached = new boolean[lattice.states()];
        isReached[0] = true;
        for (int state = 0; state < lattice.states(); state++) {
            begin[state] = size;
            if (isReached[state] && lattice.mayCut(state) && quota.mayBegin(state)) {
                extend(state, state, -1, 0);
            }
        }
        begin[lattice.states()] = size;
    }

    private Steps(Steps all, long memoryLimit, Quota quota) {
        lattice = all.lattice;
        this.memoryLimit = memoryLimit;
        this.quota = quota;
        outputs = all.outputs;
        nothing = all.nothing;
        begin = new int[all.begin.length];
        isReached = new boolean[lattice.states()];
        BitSet taken = select(all);
        size = taken.cardinality();
        from = new int[size];
        to = new int[size];
        nanos = new double[size];
        bytes = tables(size);
        int at = 0;
        for (int step = taken.nextSetBit(0); step >= 0; step = taken.nextSetBit(step + 1)) {
            from[at] = all.from[step];
            to[at] = all.to[step];
            nanos[at] = all.nanos[step];
            for (int kind = 0; kind < KINDS; kind++) {
                bytes[kind][at] = all.bytes[kind][step];
            }
            at++;
        }
    }

    /** Those that are within the limits, on a way from the first state; counts those before each state. */
    private BitSet select(Steps all) {
        BitSet taken = new BitSet(all.size);
        int count = 0;
        isReached[0] = true;
        for (int state = 0; state < lattice.states(); state++) {
            begin[state] = count;
            for (int step = all.begin[state]; isReached[state] && step < all.begin[state + 1]; step++) {
                if (all.memoryBytes(step) <= memoryLimit && quota.allows(state, all.to[step])) {
                    taken.set(step);
                    isReached[all.to[step]] = true;
                    count++;
                }
            }
        }
        begin[lattice.states()] = count;
        return taken;
    }

    /** Those of these that need no more memory and are within the quota. */
    Steps within(long memoryLimit, Quota quota) {
        return new Steps(this, memoryLimit, quota);
    }

    /** Follows every way on from a state by later nodes only: so each set above is met once. */
    private void extend(int start, int state, int lastNode, int depth) {
        int at = state;
        int last = lastNode;
        Growth growth = growth(depth, depth == 0 ? nothing : growths.get(depth - 1));
        if (lastNode >= 0) {
            growth.add(lastNode);
            record(start, state, growth);
        }
        while (growth.leastMemoryBytes() <= memoryLimit && quota.mayGrow(start, at)) {
            int[] nodes = lattice.nextNodes(at);
            int first = 0;
            while (first < nodes.length && nodes[first] <= last) {
                first++;
            }
            if (first == nodes.length) {
                return;
            }
            for (int i = first; i < nodes.length - 1; i++) {
                extend(start, lattice.nextStates(at)[i], nodes[i], depth + 1);
            }
            last = nodes[nodes.length - 1];
            at = lattice.nextStates(at)[nodes.length - 1];
            growth.add(last);
            record(start, at, growth);
        }
    }

    /** One to go on from where another is. */
    private Growth growth(int depth, Growth from) {
        if (depth == growths.size()) {
            growths.add(new Growth(lattice.graph()));
        }
        growths.get(depth).become(from);
        return growths.get(depth);
    }

    private void record(int start, int end, Growth growth) {
        if (!growth.isLegal() || !lattice.mayCut(end) || !quota.allows(start, end)) {
            return;
        }
        if (size == to.length) {
            grow();
        }
        from[size] = start;
        to[size] = end;
        nanos[size] = growth.nanos();
        bytes[MEMORY][size] = growth.memoryBytes();
        bytes[WEIGHTS][size] = growth.weightsBytes();
        bytes[INPUT][size] = growth.inputBytes();
        bytes[OUTPUT][size] = growth.outputBytes();
        bytes[LEAST_INPUT][size] = growth.leastInputBytes();
        isReached[end] = true;
        size++;
    }

    private long leastOutput(int start, int end) {
        return Math.min(least(lattice.carried(end), start, end), least(outputs, start, end));
    }

    private long least(int[] tensors, int start, int end) {
        long least = Long.MAX_VALUE;
        for (int tensor : tensors) {
            int producer = lattice.graph().producer(tensor);
            if (producer >= 0 && !lattice.has(start, producer) && lattice.has(end, producer)) {
                least = Math.min(least, lattice.graph().bytes(tensor));
            }
        }
        return least;
    }

    /** What passes by: it is there before, is read after, but not here. */
    private long held(int start, int end) {
        long held = 0;
        for (int tensor : lattice.carried(start)) {
            if (contains(lattice.carried(end), tensor) && !lattice.isReadBetween(tensor, start, end)) {
                held += lattice.graph().bytes(tensor);
            }
        }
        return held;
    }

    private static boolean contains(int[] tensors, int tensor) {
        for (int candidate : tensors) {
            if (candidate == tensor) {
                return true;
            }
        }
        return false;
    }

    private void grow() {
        int larger = 2 * size;
        from = Arrays.copyOf(from, larger);
        to = Arrays.copyOf(to, larger);
        nanos = Arrays.copyOf(nanos, larger);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Arrays.copyOf(bytes[i], larger);
        }
    }

    Lattice lattice() {
        return lattice;
    }

    int size() {
        return size;
    }

    /** The first step from a state; those of the next state begin where these end. */
    int begin(int state) {
        return begin[state];
    }

    int from(int step) {
        return from[step];
    }

    int to(int step) {
        return to[step];
    }

    double nanos(int step) {
        return nanos[step];
    }

    long memoryBytes(int step) {
        return bytes[MEMORY][step];
    }

    /** What it needs among other partitions of its device that take turns. */
    long memoryInTurnsBytes(int step) {
        if (heldBytes.length == 0) {
            heldBytes = unknown();
        }
        if (heldBytes[step] == UNKNOWN) {
            heldBytes[step] = held(from[step], to[step]);
        }
        return bytes[MEMORY][step] + heldBytes[step];
    }

    long weightsBytes(int step) {
        return bytes[WEIGHTS][step];
    }

    long inputBytes(int step) {
        return bytes[INPUT][step];
    }

    long outputBytes(int step) {
        return bytes[OUTPUT][step];
    }

    long leastInputBytes(int step) {
        return bytes[LEAST_INPUT][step];
    }

    long leastOutputBytes(int step) {
        if (leastOutputBytes.length == 0) {
            leastOutputBytes = unknown();
        }
        if (leastOutputBytes[step] == UNKNOWN) {
            leastOutputBytes[step] = leastOutput(from[step], to[step]);
        }
        return leastOutputBytes[step];
    }

    /** One by one: much quicker than all at once. */
    private static long[][] tables(int size) {
        long[][] tables = new long[KINDS][];
        for (int kind = 0; kind < KINDS; kind++) {
            tables[kind] = new long[size];
        }
        return tables;
    }

    private long[] unknown() {
        long[] unknown = new long[size];
        Arrays.fill(unknown, UNKNOWN);
        return unknown;
    }
}

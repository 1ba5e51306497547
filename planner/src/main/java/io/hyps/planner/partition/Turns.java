package io.hyps.planner.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which steps of the lattice a device can take when it may run several partitions in turns: those that it can take in
 * shorter steps, each of which fits its memory beside what passes it by.
 */
final class Turns {
    private final Steps steps;
    private final Bits[] reached;
    private final long memoryBytes;

    Turns(Steps steps, long memoryBytes) {
        this.steps = steps;
        this.memoryBytes = memoryBytes;
        int states = steps.lattice().states();
        reached = new Bits[states];
        for (int state = states - 1; state >= 0; state--) {
            reached[state] = new Bits(states);
            for (int step = steps.begin(state); step < steps.begin(state + 1); step++) {
                if (fits(step)) {
                    reached[state].set(steps.to(step));
                    reached[state].addAll(reached[steps.to(step)]);
                }
            }
        }
    }

    private boolean fits(int step) {
        return steps.memoryInTurnsBytes(step) <= memoryBytes;
    }

    boolean canTake(int step) {
        return reached[steps.from(step)].get(steps.to(step));
    }

    /** As few shorter steps as can be, in their order. */
    List<Integer> shorter(int step) {
        int from = steps.from(step);
        int to = steps.to(step);
        int[] hops = new int[to + 1];
        int[] by = new int[to + 1];
        Arrays.fill(hops, Integer.MAX_VALUE);
        hops[to] = 0;
        for (int state = to - 1; state >= from; state--) {
            for (int s = steps.begin(state); s < steps.begin(state + 1); s++) {
                int next = steps.to(s);
                if (fits(s) && next <= to && hops[next] != Integer.MAX_VALUE && hops[next] + 1 < hops[state]) {
                    hops[state] = hops[next] + 1;
                    by[state] = s;
                }
            }
        }
        List<Integer> shorter = new ArrayList<>();
        for (int state = from; state != to; state = steps.to(by[state])) {
            shorter.add(by[state]);
        }
        return shorter;
    }

    /** The least memory with which one device can take all steps; none of several devices can do with less. */
    static long leastMemoryBytes(Steps steps) {
        long[] least = new long[steps.lattice().states()];
        Arrays.fill(least, Long.MAX_VALUE);
        least[0] = 0;
        for (int step = 0; step < steps.size(); step++) {
            long before = least[steps.from(step)];
            int to = steps.to(step);
            least[to] = Math.min(least[to], Math.max(before, steps.memoryInTurnsBytes(step)));
        }
        return least[least.length - 1];
    }
}

package io.hyps.planner.partition;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import java.util.Arrays;

/** The least memory that each of some equal devices must have, so that a contiguous cut of the order fits. */
final class LeastMemory {
    private final StretchCosts costs;

    LeastMemory(StretchCosts costs) {
        this.costs = costs;
    }

    /** Linear partition: round k extends the best cuts of k−1 stages by one stage. */
    long of(int devices) {
        int nodes = costs.nodeCount();
        long[] best = new long[nodes + 1];
        Arrays.fill(best, Long.MAX_VALUE);
        best[0] = 0;
        for (int stage = 0; stage < Math.min(devices, nodes); stage++) {
            long[] next = best.clone();
            for (int from = 0; from < nodes; from++) {
                if (best[from] != Long.MAX_VALUE) {
                    extend(best[from], next, from);
                }
            }
            if (Arrays.equals(best, next)) {
                break;
            }
            best = next;
        }
        return best[nodes];
    }

    private void extend(long before, long[] next, int from) {
        for (Stretch stretch : costs.from(from, Long.MAX_VALUE)) {
            if (stretch.legal()) {
                next[stretch.to()] = Math.min(next[stretch.to()], Math.max(before, stretch.memoryBytes()));
            }
        }
    }
}

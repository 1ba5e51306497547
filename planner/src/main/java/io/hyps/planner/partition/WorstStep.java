package io.hyps.planner.partition;

import java.util.Arrays;

/**
 * The least that the worst step of any way can be: dynamic programming over (state of the lattice, devices in use), for
 * every step and every crew.
 */
final class WorstStep {
    /**
     * Of states of use; with more, sets of bits are quicker. Measured on ResNet50 and on chains of 100 to 1,000 nodes with
     * 1 to 6 types of devices, all steps, a machine at work: with up to 16 this was quicker in 26 of 30 cases, however many
     * steps there were (0.36 s for 120 million of steps times crews times uses), with 20 to 27 in 10 of 24, with 32 or 64 in
     * 8 of 36.
     */
    private static final int MOST_USES = 16;

    private final Steps steps;
    private final Crews crews;
    private final Reserves reserves;
    private final double[][] values;
    private final int uses;

    /** @param values by type and step: what one device of the type takes for it; infinite if it cannot */
    WorstStep(Steps steps, Crews crews, Reserves reserves, double[][] values) {
        this.steps = steps;
        this.crews = crews;
        this.reserves = reserves;
        this.values = values;
        uses = crews.states();
    }

    static boolean isQuick(Crews crews) {
        return crews.states() <= MOST_USES;
    }

    /** Infinite if there is no way whose steps are all within a limit. */
    double least(double most) {
        Crew[] every = crews.every();
        int end = (steps.lattice().states() - 1) * uses;
        double[] worst = new double[end + uses];
        Arrays.fill(worst, Double.POSITIVE_INFINITY);
        worst[0] = 0;
        double best = most;
        boolean isFound = false;
        for (int state = 0; state < steps.lattice().states() - 1; state++) {
            long here = hopeful(worst, state, best);
            for (int step = steps.begin(state); here != 0 && step < steps.begin(state + 1); step++) {
                int to = steps.to(step) * uses;
                for (Crew crew : every) {
                    double value = value(step, crew);
                    if (value <= best) {
                        spread(worst, state * uses, to, crew, value, here);
                    }
                }
                for (int use = 0; to == end && use < uses; use++) {
                    isFound |= worst[end + use] <= best;
                    best = Math.min(best, worst[end + use]);
                }
            }
        }
        return isFound ? best : Double.POSITIVE_INFINITY;
    }

    /** From which states of use, as bits, the end may be reached within a limit. */
    private long hopeful(double[] worst, int state, double best) {
        long here = 0;
        for (int use = 0; use < uses; use++) {
            if (worst[state * uses + use] <= best
                    && worst[state * uses + use] != Double.POSITIVE_INFINITY
                    && reserves.suffice(state, use, best)) {
                here |= 1L << use;
            }
        }
        return here;
    }

    private void spread(double[] worst, int from, int to, Crew crew, double value, long here) {
        for (long left = here & crew.room().firstWord(); left != 0; left &= left - 1) {
            int use = Long.numberOfTrailingZeros(left);
            int there = to + use + crew.offset();
            worst[there] = Math.min(worst[there], Math.max(worst[from + use], value));
        }
    }

    /** What a crew takes: it is as many times as fast as it has members as the slowest of them. */
    private double value(int step, Crew crew) {
        int only = crew.onlyType();
        if (only >= 0) {
            return values[only][step] / crew.size();
        }
        double slowest = 0;
        for (int type = 0; type < values.length; type++) {
            if (crew.counts().get(type) > 0) {
                slowest = Math.max(slowest, values[type][step]);
            }
        }
        return slowest / crew.size();
    }
}

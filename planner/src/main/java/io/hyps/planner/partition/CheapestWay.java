package io.hyps.planner.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The sequence of steps from nothing to everything done whose costs add up to the least, each step by a crew of its own:
 * dynamic programming over (state of the lattice, devices in use).
 */
final class CheapestWay {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final Steps steps;
    private final int states;
    private final int uses;
    private final double[] totals;
    private final int[] steppedBy;
    private final Crew[] crewOf;

    /** What a step costs with a crew. */
    @FunctionalInterface
    interface Cost {
        double of(int step, Crew crew);
    }

    CheapestWay(Steps steps, int uses) {
        this.steps = steps;
        states = steps.lattice().states();
        this.uses = uses;
        totals = new double[states * uses];
        steppedBy = new int[states * uses];
        crewOf = new Crew[states * uses];
    }

    /** Whether a state of the lattice, with devices in use, is worth going on from. */
    @FunctionalInterface
    interface Hope {
        boolean isThere(int state, int use);
    }

    /**
     * @param crews that may take a step
     * @param hope false only where nothing leads to the end
     */
    Optional<List<Taken>> find(IntFunction<Crew[]> crews, Cost cost, Hope hope) {
        Arrays.fill(totals, NONE);
        totals[0] = 0;
        for (int state = 0; state < states; state++) {
            int[] used = used(state, hope);
            if (used.length > 0) {
                for (int step = steps.begin(state); step < steps.begin(state + 1); step++) {
                    for (Crew crew : crews.apply(step)) {
                        offer(used, step, crew, cost.of(step, crew));
                    }
                }
            }
        }
        return back();
    }

    private int[] used(int state, Hope hope) {
        int[] used = new int[uses];
        int size = 0;
        for (int use = 0; use < uses; use++) {
            if (totals[state * uses + use] != NONE && hope.isThere(state, use)) {
                used[size++] = use;
            }
        }
        return Arrays.copyOf(used, size);
    }

    private void offer(int[] used, int step, Crew crew, double cost) {
        int from = steps.from(step) * uses;
        int to = steps.to(step) * uses + crew.offset();
        for (int use : used) {
            double total = totals[from + use] + cost;
            if (crew.room().get(use) && total < totals[to + use]) {
                totals[to + use] = total;
                steppedBy[to + use] = step;
                crewOf[to + use] = crew;
            }
        }
    }

    private Optional<List<Taken>> back() {
        int at = (states - 1) * uses;
        for (int end = at + 1; end < totals.length; end++) {
            at = totals[end] < totals[at] ? end : at;
        }
        if (totals[at] == NONE) {
            return Optional.empty();
        }
        Deque<Taken> way = new ArrayDeque<>();
        while (at > 0) {
            Taken taken = new Taken(steppedBy[at], crewOf[at]);
            way.addFirst(taken);
            at = steps.from(taken.step()) * uses + at % uses - taken.crew().offset();
        }
        return Optional.of(new ArrayList<>(way));
    }
}

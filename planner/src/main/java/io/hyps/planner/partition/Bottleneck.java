package io.hyps.planner.partition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The way whose worst step is the least, and among those the one with the fewest bytes between stages. Where there are few
 * ways to have devices in use, the least limit comes from dynamic programming over all of them. Else whether a limit can be
 * kept is found by following, as sets of bits, which devices may be in use where; the least limit is found by halving the
 * interval and then by halving the values that are left in it, so it is exact.
 */
final class Bottleneck {
    private static final int MOST_HALVINGS = 7;
    private static final Crew[] NOBODY = {};

    private final Steps steps;
    private final Crews crews;
    private final Reserves reserves;
    /** By type and step: what one device of the type takes for it; infinite if it cannot. */
    private final double[][] values;

    private final double[] seamCosts;
    private final double[] least;
    private final int[] needs;

    /** @param seamCosts by state: what is added to the bytes of the stage that ends there */
    Bottleneck(Steps steps, Crews crews, Reserves reserves, double[][] values, double[] seamCosts) {
        this.steps = steps;
        this.seamCosts = seamCosts;
        this.crews = crews;
        this.reserves = reserves;
        this.values = values;
        needs = new int[values.length];
        least = new double[steps.size()];
        for (int step = 0; step < least.length; step++) {
            double smallest = Double.POSITIVE_INFINITY;
            for (double[] type : values) {
                smallest = Math.min(smallest, type[step]);
            }
            least[step] = smallest;
        }
    }

    /**
     * Searches.
     *
     * @param bound a value that no way can be better than; where the search begins
     * @param most a way that is worse need not be found
     */
    Optional<Found> find(double bound, double most) {
        double limit = WorstStep.isQuick(crews)
                ? new WorstStep(steps, crews, reserves, values).least(most)
                : leastLimit(bound, most);
        if (limit == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        return new CheapestWay(steps, crews.states())
                .find(
                        step -> crewsOf(step, limit),
                        (step, crew) -> steps.outputBytes(step) + seamCosts[steps.to(step)],
                        (state, use) -> reserves.suffice(state, use, limit))
                .map(way -> new Found(limit, way));
    }

    /** The least value of the worst step, and the steps. */
    record Found(double value, List<Taken> way) {}

    /** Infinite if there is none up to the most. */
    private double leastLimit(double given, double most) {
        double greatest = 0;
        for (double[] type : values) {
            for (double value : type) {
                greatest = value != Double.POSITIVE_INFINITY ? Math.max(greatest, value) : greatest;
            }
        }
        greatest = Math.min(greatest, most);
        if (!isWithin(greatest)) {
            return Double.POSITIVE_INFINITY;
        }
        double bound = Math.min(given, greatest);
        if (isWithin(bound)) {
            // a bound of 0 or one that is met: nothing lower is possible
            return bound;
        }
        double tooLittle = bound;
        double enough = greatest;
        double step = 1.02;
        for (double next = bound * step; next < greatest && next > bound; next *= step) {
            if (isWithin(next)) {
                enough = next;
                break;
            }
            tooLittle = next;
            step *= step;
        }
        for (int i = 0; i < MOST_HALVINGS && enough - tooLittle > 1e-9 * enough; i++) {
            double middle = (tooLittle + enough) / 2;
            if (isWithin(middle)) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return amongValues(tooLittle, enough);
    }

    private double amongValues(double tooLittle, double enough) {
        double[] candidates = candidates(tooLittle, enough);
        int low = -1;
        int high = candidates.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (isWithin(candidates[middle])) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high < 0 ? enough : candidates[high];
    }

    /** What a step may take with some number of replicas, above one limit and up to the other, ascending. */
    private double[] candidates(double above, double upTo) {
        double[] found = new double[1024];
        int size = 0;
        for (double[] type : values) {
            for (double value : type) {
                int replicas = Math.max(1, (int) Math.floor(value / upTo));
                for (; replicas <= crews.mostReplicas() && value / replicas > above; replicas++) {
                    if (value / replicas <= upTo) {
                        found = size == found.length ? Arrays.copyOf(found, 2 * size) : found;
                        found[size++] = value / replicas;
                    }
                }
            }
        }
        return Arrays.stream(found, 0, size).sorted().distinct().toArray();
    }

    private boolean isWithin(double limit) {
        int states = steps.lattice().states();
        Bits[] reached = new Bits[states];
        reached[0] = new Bits(crews.states());
        reached[0].set(0);
        for (int state = 0; state < states - 1; state++) {
            Bits here = reached[state];
            if (here == null) {
                continue;
            }
            int at = state;
            here.retain(use -> reserves.suffice(at, use, limit));
            if (here.isEmpty()) {
                continue;
            }
            for (int step = steps.begin(state); step < steps.begin(state + 1); step++) {
                for (Crew crew : crewsOf(step, limit)) {
                    int to = steps.to(step);
                    if (reached[to] == null) {
                        reached[to] = new Bits(crews.states());
                    }
                    reached[to].addShifted(here, crew.room(), crew.offset());
                }
            }
        }
        return reached[states - 1] != null && !reached[states - 1].isEmpty();
    }

    private Crew[] crewsOf(int step, double limit) {
        if (least[step] > limit * crews.mostReplicas() * 1.000001 || least[step] == Double.POSITIVE_INFINITY) {
            return NOBODY;
        }
        for (int type = 0; type < needs.length; type++) {
            needs[type] = crews.replicas(values[type][step], limit);
        }
        return crews.minimal(needs);
    }
}

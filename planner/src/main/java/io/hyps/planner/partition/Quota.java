package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;

/**
 * How many of the devices, all alike, each stretch of the work needs at least to keep a limit for the slowest stage. What
 * comes before a stage, the stage and what comes after it have devices of their own, so where these are more than there
 * are, no plan within the limit has that stage.
 */
final class Quota {
    private static final double ROUNDING = 1 - 1e-9;

    private final double[] leftNanos;
    private final double limitNanos;
    private final int devices;
    private final int mostReplicas;

    private Quota(double[] leftNanos, double limitNanos, int devices, int mostReplicas) {
        this.leftNanos = leftNanos;
        this.limitNanos = limitNanos;
        this.devices = devices;
        this.mostReplicas = mostReplicas;
    }

    /** @param limitNanos of a stage, on the reference machine */
    static Quota of(Lattice lattice, double limitNanos, int devices, int mostReplicas) {
        return new Quota(leftNanos(lattice), limitNanos, devices, mostReplicas);
    }

    /** One that everything is within. */
    static Quota none(Lattice lattice) {
        return new Quota(new double[lattice.states()], Double.POSITIVE_INFINITY, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    boolean isLimited() {
        return limitNanos != Double.POSITIVE_INFINITY;
    }

    /** By state, how long the nodes that are not done yet run. */
    static double[] leftNanos(Lattice lattice) {
        CompactGraph graph = lattice.graph();
        double[] left = new double[lattice.states()];
        for (int state = left.length - 2; state >= 0; state--) {
            left[state] = left[lattice.nextStates(state)[0]] + graph.nanos(lattice.nextNodes(state)[0]);
        }
        return left;
    }

    /** Whether a stage may begin there. */
    boolean mayBegin(int state) {
        return needed(leftNanos[0] - leftNanos[state]) + needed(leftNanos[state]) <= devices;
    }

    /** Whether a stage that begins there and goes on to another state, or farther, may be within the limit. */
    boolean mayGrow(int from, int to) {
        double own = needed(leftNanos[from] - leftNanos[to]);
        return own <= mostReplicas && needed(leftNanos[0] - leftNanos[from]) + own <= devices;
    }

    /** Whether a stage from one state to another may be within the limit. */
    boolean allows(int from, int to) {
        double own = Math.max(1, needed(leftNanos[from] - leftNanos[to]));
        return own <= mostReplicas && needed(leftNanos[0] - leftNanos[from]) + own + needed(leftNanos[to]) <= devices;
    }

    private double needed(double nanos) {
        return Math.ceil(nanos / limitNanos * ROUNDING);
    }
}

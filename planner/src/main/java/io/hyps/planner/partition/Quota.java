package io.hyps.planner.partition;

/**
 * How many of the devices, all alike, each stretch of the work needs at least to keep a limit for the slowest stage, and
 * to hold its weights. What comes before a stage, the stage and what comes after it have devices of their own, so where
 * these are more than there are, no plan within the limit has that stage.
 */
final class Quota {
    private static final double ROUNDING = 1 - 1e-9;

    private final double[] leftNanos;
    private final double limitNanos;
    private final int devices;
    private final int mostReplicas;
    /** By state, for what is done there, and for what is not. */
    private final long[] neededBefore;

    private final long[] neededAfter;

    private Quota(
            double[] leftNanos,
            double limitNanos,
            int devices,
            int mostReplicas,
            long[] neededBefore,
            long[] neededAfter) {
        this.leftNanos = leftNanos;
        this.limitNanos = limitNanos;
        this.devices = devices;
        this.mostReplicas = mostReplicas;
        this.neededBefore = neededBefore;
        this.neededAfter = neededAfter;
    }

    /**
     * That of some devices that are all alike.
     *
     * @param limitNanos of a stage, on the reference machine
     * @param memoryBytes of a device
     */
    static Quota of(Lattice lattice, double limitNanos, long memoryBytes, int devices, int mostReplicas) {
        double[] nanos = lattice.leftNanos();
        double[] bytes = lattice.left(lattice.graph()::ownWeightsBytes);
        double room = Math.max(1, memoryBytes);
        long[] before = new long[nanos.length];
        long[] after = new long[nanos.length];
        for (int state = 0; state < nanos.length; state++) {
            before[state] =
                    Math.max(ceil((nanos[0] - nanos[state]) / limitNanos), ceil((bytes[0] - bytes[state]) / room));
            after[state] = Math.max(ceil(nanos[state] / limitNanos), ceil(bytes[state] / room));
        }
        return new Quota(nanos, limitNanos, devices, mostReplicas, before, after);
    }

    /** One that everything is within. */
    static Quota none(Lattice lattice) {
        long[] nobody = new long[lattice.states()];
        return new Quota(
                new double[lattice.states()],
                Double.POSITIVE_INFINITY,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                nobody,
                nobody);
    }

    boolean isLimited() {
        return devices != Integer.MAX_VALUE;
    }

    /** Whether a stage may begin there. */
    boolean mayBegin(int state) {
        return neededBefore[state] + neededAfter[state] <= devices;
    }

    /** Whether a stage that begins there and goes on to another state, or farther, may be within the limit. */
    boolean mayGrow(int from, int to) {
        long own = replicas(from, to);
        return own <= mostReplicas && neededBefore[from] + own <= devices;
    }

    /** Whether a stage from one state to another may be within the limit. */
    boolean allows(int from, int to) {
        long own = Math.max(1, replicas(from, to));
        return own <= mostReplicas && neededBefore[from] + own + neededAfter[to] <= devices;
    }

    private long replicas(int from, int to) {
        return ceil((leftNanos[from] - leftNanos[to]) / limitNanos);
    }

    /** Of what is not negative; what is hardly above a whole number is that. Much quicker than the library's. */
    private static long ceil(double given) {
        double value = given * ROUNDING;
        long whole = (long) Math.min(value, Integer.MAX_VALUE);
        return whole < value ? whole + 1 : whole;
    }
}

package io.hyps.planner.partition;

/**
 * Whether the devices that are not in use yet can do what is left within a limit for each stage: a crew of R runs at most R
 * times its slowest member, so never faster than the sum of its speeds. What fails this leads nowhere.
 */
final class Reserves {
    private static final double ROUNDING = 1 + 1e-9;

    private final double[] leftNanos;
    private final double[] speeds;

    private Reserves(double[] leftNanos, double[] speeds) {
        this.leftNanos = leftNanos;
        this.speeds = speeds;
    }

    /** For limits on a stage's time. */
    static Reserves ofTime(Lattice lattice, DeviceTypes types, Crews crews) {
        double[] speeds = new double[crews.states()];
        for (int use = 0; use < speeds.length; use++) {
            for (int type = 0; type < types.size(); type++) {
                speeds[use] += crews.free(use, type) * types.counted(type).speed();
            }
        }
        return new Reserves(lattice.leftNanos(), speeds);
    }

    /** For limits on something else. */
    static Reserves unknown(Lattice lattice, Crews crews) {
        return new Reserves(new double[lattice.states()], new double[crews.states()]);
    }

    boolean suffice(int state, int use, double limit) {
        return leftNanos[state] == 0 || leftNanos[state] <= limit * speeds[use] * ROUNDING;
    }
}

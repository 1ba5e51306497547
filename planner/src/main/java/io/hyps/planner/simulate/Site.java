package io.hyps.planner.simulate;

/**
 * Where the devices are.
 *
 * @param messageNanos from a publish to the delivery, beside the time that the bytes take on the links
 * @param sharedCores how many processor cores all devices share evenly; messages and transfers are work for them too. 0
 *     if each device has a processor and a link of its own
 * @param slowdown how much longer work takes for each other shared core that works at the same time, since they share
 *     caches and memory as well; 0.3 is 30 % longer
 */
public record Site(double messageNanos, int sharedCores, double slowdown) {
    public Site {
        if (!(messageNanos >= 0) || Double.isInfinite(messageNanos)) {
            throw new IllegalArgumentException("a message takes " + messageNanos + " ns: use a number from 0");
        }
        if (sharedCores < 0) {
            throw new IllegalArgumentException("shared cores are " + sharedCores + ": use a number from 0");
        }
        if (!(slowdown >= 0) || Double.isInfinite(slowdown)) {
            throw new IllegalArgumentException("a slowdown of " + slowdown + ": use a number from 0");
        }
    }

    /** Each device for itself, as in the field. */
    public static Site ofDevices(double messageNanos) {
        return new Site(messageNanos, 0, 0);
    }

    /** All devices as processes of one machine. */
    public static Site ofOneMachine(double messageNanos, int cores, double slowdown) {
        return new Site(messageNanos, cores, slowdown);
    }
}

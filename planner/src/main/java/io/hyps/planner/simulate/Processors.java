package io.hyps.planner.simulate;

/**
 * Tasks that run at once, on processors of their own or sharing cores evenly; cores that work at once slow one another. Time is kept in work done per task since
 * the beginning, so that a task's end stays where it is while others come and go.
 */
final class Processors {
    private final double cores;
    private final double slowdown;
    private final EventQueue ends = new EventQueue();
    private double workEach;
    private double updated;
    private int running;

    /**
     * Idle at first.
     *
     * @param cores shared by all; 0 for a processor each
     * @param slowdown how much longer work takes for each other core that works as well, as a share of its time
     */
    Processors(int cores, double slowdown) {
        this.cores = cores == 0 ? Double.POSITIVE_INFINITY : cores;
        this.slowdown = slowdown;
    }

    void start(double now, double workNanos, long task) {
        advance(now);
        running++;
        ends.add(workEach + workNanos, task);
    }

    /** When the next task ends, if none is started before; infinite if none runs. */
    double nextEnd() {
        return ends.isEmpty() ? Double.POSITIVE_INFINITY : updated + (ends.time() - workEach) / pace();
    }

    /** Ends the next task, at its time. */
    long end() {
        double now = nextEnd();
        workEach = ends.time();
        updated = now;
        running--;
        return ends.poll();
    }

    private void advance(double now) {
        workEach += (now - updated) * pace();
        updated = now;
    }

    private double pace() {
        double others = Math.max(0, Math.min(cores, running) - 1);
        return running == 0 ? 1 : Math.min(1, cores / running) / (1 + slowdown * others);
    }
}

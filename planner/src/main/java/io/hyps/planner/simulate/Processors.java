package io.hyps.planner.simulate;

/**
 * Tasks that run at once, on processors of their own or sharing cores evenly. Time is kept in work done per task since
 * the beginning, so that a task's end stays where it is while others come and go.
 */
final class Processors {
    private final double cores;
    private final EventQueue ends = new EventQueue();
    private double workEach;
    private double updated;
    private int running;

    /** @param cores shared by all; 0 for a processor each */
    Processors(int cores) {
        this.cores = cores == 0 ? Double.POSITIVE_INFINITY : cores;
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
        return running == 0 ? 1 : Math.min(1, cores / running);
    }
}

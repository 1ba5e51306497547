package io.hyps.planner.simulate;

/**
 * What a processor works on, as a number: a step's computation; or transport, where that takes processors: sending a tensor,
 * receiving for a step, passing a tensor on. With the frame's slot it makes a task.
 *
 * @param steps of the wiring
 * @param tensors of the wiring
 */
record Numbers(int steps, int tensors) {
    private static final int HALF = 32;

    static long pair(int slot, int number) {
        return (long) slot << HALF | number;
    }

    static int slot(long pair) {
        return (int) (pair >>> HALF);
    }

    static int number(long pair) {
        return (int) pair;
    }

    int sending(int tensor) {
        return steps + tensor;
    }

    int receiving(int step) {
        return sending(tensors) + step;
    }

    int passing(int tensor) {
        return receiving(steps) + tensor;
    }

    boolean isStep(int number) {
        return number < steps;
    }

    boolean isSending(int number) {
        return number < receiving(0);
    }

    boolean isReceiving(int number) {
        return number < passing(0);
    }
}

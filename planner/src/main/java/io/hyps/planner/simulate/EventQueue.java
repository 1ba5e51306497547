package io.hyps.planner.simulate;

import java.util.Arrays;

/** Numbers in the order of their times, equal times in the order of adding: a binary heap without an object per event. */
final class EventQueue {
    private double[] times = new double[64];
    private long[] order = new long[64];
    private long[] values = new long[64];
    private int size;
    private long added;

    boolean isEmpty() {
        return size == 0;
    }

    /** Of the first; infinite if there is none. */
    double time() {
        return size == 0 ? Double.POSITIVE_INFINITY : times[0];
    }

    void add(double time, long value) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        int at = size++;
        long number = added++;
        while (at > 0 && time < times[(at - 1) / 2]) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        set(at, time, number, value);
    }

    /** Takes the first away. */
    long poll() {
        long first = values[0];
        size--;
        double time = times[size];
        long number = order[size];
        long value = values[size];
        int at = 0;
        for (int child = smallerChild(at); child < size && isBefore(child, time, number); child = smallerChild(at)) {
            move(child, at);
            at = child;
        }
        set(at, time, number, value);
        return first;
    }

    private int smallerChild(int of) {
        int left = 2 * of + 1;
        int right = left + 1;
        return right < size && isBefore(right, times[left], order[left]) ? right : left;
    }

    private boolean isBefore(int at, double time, long number) {
        return times[at] < time || times[at] == time && order[at] < number;
    }

    private void move(int from, int to) {
        set(to, times[from], order[from], values[from]);
    }

    private void set(int at, double time, long number, long value) {
        times[at] = time;
        order[at] = number;
        values[at] = value;
    }
}

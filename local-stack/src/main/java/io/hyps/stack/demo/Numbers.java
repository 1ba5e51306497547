package io.hyps.stack.demo;

import java.util.Arrays;

/** Numbers of one kind, for their quantiles. */
final class Numbers {
    private double[] values = new double[64];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = value;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The smallest value that is not below that share of all (nearest rank); 0 if there are none. */
    double quantile(double share) {
        if (count == 0) {
            return 0;
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * count);
        return sorted[Math.max(0, Math.min(count, rank) - 1)];
    }

    double median() {
        return quantile(0.5);
    }
}

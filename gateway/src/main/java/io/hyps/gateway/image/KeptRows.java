package io.hyps.gateway.image;

import java.util.Arrays;

/**
 * The last rows that were read, so that those which two rows of the target share are converted once. Not safe for use from
 * many threads.
 */
final class KeptRows {
    /** Of wide images that shrink much, fewer rows are kept than are shared: those are read twice. */
    private static final int MOST_VALUES = 1 << 20;

    private static final int NONE = -1;

    private final Source source;
    private final float[][] rows;
    private final int[] numbers;

    /**
     * @param wanted how many rows in succession one row of the target is made of
     * @param values of a row
     */
    KeptRows(Source source, int wanted, int values) {
        this.source = source;
        int kept = Math.max(1, Math.min(wanted, MOST_VALUES / values));
        this.rows = new float[kept][values];
        this.numbers = new int[kept];
        Arrays.fill(numbers, NONE);
    }

    /** A row; the array is used again for others. */
    float[] row(int number) {
        int place = number % rows.length;
        if (numbers[place] != number) {
            source.read(number, rows[place]);
            numbers[place] = number;
        }
        return rows[place];
    }

    /** Where rows come from. */
    @FunctionalInterface
    interface Source {
        void read(int number, float[] target);
    }
}

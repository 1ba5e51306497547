package io.hyps.gateway.image;

import java.util.Arrays;

/**
 * Bilinear resampling of a part of one axis: pixel centres at half-integers, a triangle as wide as the larger of one source and
 * one target pixel, so that shrinking averages instead of skipping (as Pillow's BILINEAR does). The same size gives the
 * same values.
 */
final class Resampling {
    private final int[] first;
    private final float[][] weights;

    /**
     * @param from where in the source the target begins, in pixels
     * @param length how many pixels of the source become the target; those beside it count as far as the triangle reaches
     */
    Resampling(int sourceSize, double from, double length, int targetSize) {
        first = new int[targetSize];
        weights = new float[targetSize][];
        double scale = length / targetSize;
        double reach = Math.max(1, scale);
        for (int target = 0; target < targetSize; target++) {
            double centre = from + (target + 0.5) * scale;
            int start = (int) Math.max(0, Math.floor(centre - reach));
            int end = (int) Math.min(sourceSize, Math.ceil(centre + reach));
            first[target] = start;
            weights[target] = triangle(start, end, centre, reach);
        }
    }

    /** The first source pixel that the target pixel is made of. */
    int first(int target) {
        return first[target];
    }

    /** How many source pixels the target pixel is made of. */
    int count(int target) {
        return weights[target].length;
    }

    /** The most source pixels that a target pixel is made of. */
    int mostCount() {
        return Arrays.stream(weights).mapToInt(w -> w.length).max().orElse(0);
    }

    /** The share of source pixel {@code first(target) + offset}. */
    float weight(int target, int offset) {
        return weights[target][offset];
    }

    private static float[] triangle(int from, int to, double centre, double reach) {
        double[] shares = new double[to - from];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.max(0, 1 - Math.abs(from + i + 0.5 - centre) / reach);
            sum += shares[i];
        }
        float[] normalised = new float[shares.length];
        for (int i = 0; i < shares.length; i++) {
            normalised[i] = (float) (shares[i] / sum);
        }
        return normalised;
    }
}

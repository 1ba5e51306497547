package io.hyps.planner.verify;

import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.Tolerance;
import java.util.function.IntToDoubleFunction;

/**
 * Two tensors of the same type and shape, compared.
 *
 * @param maxAbs the largest difference of two elements; infinite where only one of them is a number
 * @param maxRel the same as a share of the largest expected element
 * @param sameTop whether the largest element is at the same place, or within tolerance of being so
 */
public record Difference(double maxAbs, double maxRel, boolean sameTop, boolean withinTolerance) {
    /** @param cuts how many times the values were rounded on the way, which matters to integers of quantized models */
    public static Difference between(Tensor expected, Tensor actual, int cuts) {
        return between(expected, actual, cuts, 0);
    }

    /**
     * Compares what may differ by more than rounding.
     *
     * @param cuts how many times the values were rounded on the way, which matters to integers of quantized models
     * @param tolerance a share of the largest expected element
     */
    public static Difference between(Tensor expected, Tensor actual, int cuts, double tolerance) {
        if (expected.type() != actual.type() || !expected.shape().equals(actual.shape())) {
            return new Difference(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, false, false);
        }
        IntToDoubleFunction wanted = Elements.of(expected);
        IntToDoubleFunction got = Elements.of(actual);
        int count = Math.toIntExact(expected.shape().elementCount());
        double maxAbs = 0;
        double largest = 0;
        int top = 0;
        int gotTop = 0;
        for (int i = 0; i < count; i++) {
            double y = wanted.applyAsDouble(i);
            double x = got.applyAsDouble(i);
            maxAbs = Math.max(maxAbs, Tolerance.distance(y, x));
            largest = Math.max(largest, Double.isFinite(y) ? Math.abs(y) : 0);
            top = y > wanted.applyAsDouble(top) ? i : top;
            gotTop = x > got.applyAsDouble(gotTop) ? i : gotTop;
        }
        double maxRel = maxAbs == 0 ? 0 : maxAbs / Math.max(largest, Double.MIN_NORMAL);
        double allowed = Math.max(Tolerance.allowed(expected.type(), largest, cuts), tolerance * largest);
        boolean sameTop =
                count == 0 || top == gotTop || wanted.applyAsDouble(top) - wanted.applyAsDouble(gotTop) <= allowed;
        return new Difference(maxAbs, maxRel, sameTop, maxAbs <= allowed);
    }
}

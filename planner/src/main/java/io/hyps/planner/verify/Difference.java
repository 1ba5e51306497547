package io.hyps.planner.verify;

import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * Two tensors of the same type and shape, compared.
 *
 * @param maxAbs the largest difference of two elements; infinite where only one of them is a number
 * @param maxRel the same as a share of the largest expected element
 * @param sameTop whether the largest element is at the same place, or within tolerance of being so
 */
public record Difference(double maxAbs, double maxRel, boolean sameTop, boolean withinTolerance) {
    /**
     * Four roundings of float32 near 1: Sigmoid and Softmax are exact to about that, so where all they give is nearly 0, as
     * a detector on noise does, its digits mean nothing.
     */
    private static final double ROUNDING = 0x1p-22;

    /** @param cuts how many times the values were rounded on the way, which matters to integers of quantized models */
    public static Difference between(Tensor expected, Tensor actual, int cuts) {
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
            maxAbs = Math.max(maxAbs, distance(y, x));
            largest = Math.max(largest, Double.isFinite(y) ? Math.abs(y) : 0);
            top = y > wanted.applyAsDouble(top) ? i : top;
            gotTop = x > got.applyAsDouble(gotTop) ? i : gotTop;
        }
        double maxRel = maxAbs == 0 ? 0 : maxAbs / Math.max(largest, Double.MIN_NORMAL);
        double allowed = allowed(expected.type(), largest, cuts);
        boolean sameTop =
                count == 0 || top == gotTop || wanted.applyAsDouble(top) - wanted.applyAsDouble(gotTop) <= allowed;
        return new Difference(maxAbs, maxRel, sameTop, maxAbs <= allowed);
    }

    private static double distance(double y, double x) {
        if (Double.isFinite(y) && Double.isFinite(x)) {
            return Math.abs(y - x);
        }
        return Double.compare(y, x) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }

    private static double allowed(ElementType type, double largest, int cuts) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> Math.max(1e-4 * largest, ROUNDING);
            case FLOAT16 -> 4e-3 * largest;
            // eight bits of fraction: eight times as coarse as float16
            case BFLOAT16 -> 32e-3 * largest;
            case INT8, UINT8 -> cuts;
            case INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL -> 0;
        };
    }
}

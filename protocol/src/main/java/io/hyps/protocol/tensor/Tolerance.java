package io.hyps.protocol.tensor;

/** How far two runs of one model may differ and still give the same answer. */
public final class Tolerance {
    /**
     * Four roundings of float32 near 1: Sigmoid and Softmax are exact to about that, so where all they give is nearly 0, as
     * a detector on noise does, its digits mean nothing.
     */
    private static final double ROUNDING = 0x1p-22;

    private Tolerance() {}

    /**
     * The largest difference of two elements that is none.
     *
     * @param largest of the expected elements, without sign
     * @param cuts how many times the values were rounded on the way, which matters to integers of quantized models
     */
    public static double allowed(ElementType type, double largest, int cuts) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> Math.max(1e-4 * largest, ROUNDING);
            case FLOAT16 -> 4e-3 * largest;
            // eight bits of fraction: eight times as coarse as float16
            case BFLOAT16 -> 32e-3 * largest;
            case INT8, UINT8 -> cuts;
            case INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL -> 0;
        };
    }

    /** The difference of two elements; infinite where only one of them is a number. */
    public static double distance(double expected, double got) {
        if (Double.isFinite(expected) && Double.isFinite(got)) {
            return Math.abs(expected - got);
        }
        return Double.compare(expected, got) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
}

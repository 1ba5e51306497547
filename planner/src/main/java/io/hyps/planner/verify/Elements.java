package io.hyps.planner.verify;

import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.function.IntToDoubleFunction;

/** A tensor's elements as doubles, whatever their type. */
final class Elements {
    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_BIAS = 15;
    private static final int HALF_LARGEST_EXPONENT = 31;

    private Elements() {}

    static IntToDoubleFunction of(Tensor tensor) {
        ByteBuffer data = tensor.data();
        return switch (tensor.type()) {
            case FLOAT32 -> i -> data.getFloat(4 * i);
            case FLOAT64 -> i -> data.getDouble(8 * i);
            case FLOAT16 -> i -> half(data.getShort(2 * i));
            case BFLOAT16 -> i -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
            case INT8 -> data::get;
            case UINT8, BOOL -> i -> Byte.toUnsignedInt(data.get(i));
            case INT16 -> i -> data.getShort(2 * i);
            case UINT16 -> i -> Short.toUnsignedInt(data.getShort(2 * i));
            case INT32 -> i -> data.getInt(4 * i);
            case UINT32 -> i -> Integer.toUnsignedLong(data.getInt(4 * i));
            case INT64, UINT64 -> i -> data.getLong(8 * i);
        };
    }

    /** IEEE 754 binary16. */
    static double half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & HALF_LARGEST_EXPONENT;
        int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
        double magnitude;
        if (exponent == HALF_LARGEST_EXPONENT) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS);
        } else {
            magnitude = Math.scalb(
                    (double) (fraction + (1 << HALF_FRACTION_BITS)), exponent - HALF_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}

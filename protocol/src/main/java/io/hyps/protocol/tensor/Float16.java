package io.hyps.protocol.tensor;

/** IEEE 754 binary16, which Java 17 has no conversions of. */
public final class Float16 {
    private static final int SIGN = 0x8000;
    private static final int MAGNITUDE = 0x7FFF;
    private static final int INFINITY = 0x7C00;
    private static final int NOT_A_NUMBER = 0x7E00;
    /** As float32 bits: what rounds to infinity, and the least normal number. */
    private static final int OVERFLOW = 0x477F_F000;

    private static final int LEAST_NORMAL = 0x3880_0000;
    private static final int BIAS_DIFFERENCE = (127 - 15) << 23;
    private static final int DROPPED_BITS = 13;

    /** The distance of float32 numbers just above it is that of float16's subnormal ones, so adding it rounds to them. */
    private static final float SUBNORMAL_ROUNDING = 0.5f;

    private static final float BIAS_FACTOR = 0x1p112f;

    private Float16() {}

    /** The bits of the nearest number, of two equally near ones the even. */
    public static short bits(float value) {
        int whole = Float.floatToRawIntBits(value);
        int sign = whole >>> 16 & SIGN;
        int magnitude = whole & 0x7FFF_FFFF;
        if (magnitude < LEAST_NORMAL) {
            int rounded = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + SUBNORMAL_ROUNDING);
            return (short) (sign | rounded - Float.floatToRawIntBits(SUBNORMAL_ROUNDING));
        }
        if (magnitude >= OVERFLOW) {
            return (short) (sign | (Float.isNaN(value) ? NOT_A_NUMBER : INFINITY));
        }
        int toEven = 0xFFF + (magnitude >>> DROPPED_BITS & 1);
        return (short) (sign | (magnitude - BIAS_DIFFERENCE + toEven) >>> DROPPED_BITS);
    }

    /** The number of these bits, exactly. */
    public static float value(short bits) {
        int magnitude = bits & MAGNITUDE;
        int shifted = magnitude << DROPPED_BITS;
        int whole = magnitude >= INFINITY
                ? shifted | 0x7F80_0000
                : Float.floatToRawIntBits(Float.intBitsToFloat(shifted) * BIAS_FACTOR);
        return Float.intBitsToFloat(whole | (bits & SIGN) << 16);
    }

    static boolean isInfinite(short bits) {
        return (bits & MAGNITUDE) == INFINITY;
    }
}

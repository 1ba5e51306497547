package io.hyps.gateway.image;

/** IEEE 754 binary16, which Java 17 has no conversion to. */
final class Float16 {
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7C00;
    private static final int NOT_A_NUMBER = 0x7E00;
    /** As float32 bits: what rounds to infinity, and the least normal number. */
    private static final int OVERFLOW = 0x477F_F000;

    private static final int LEAST_NORMAL = 0x3880_0000;
    private static final int BIAS_DIFFERENCE = (127 - 15) << 23;
    private static final int DROPPED_BITS = 13;

    private Float16() {}

    /** The bits of the nearest number, of two equally near ones the even. */
    static short bits(float value) {
        int whole = Float.floatToRawIntBits(value);
        int sign = whole >>> 16 & SIGN;
        int magnitude = whole & 0x7FFF_FFFF;
        if (Float.isNaN(value)) {
            return (short) (sign | NOT_A_NUMBER);
        }
        if (magnitude >= OVERFLOW) {
            return (short) (sign | INFINITY);
        }
        if (magnitude < LEAST_NORMAL) {
            return (short) (sign | (int) Math.rint(Math.scalb((double) Math.abs(value), 24)));
        }
        int toEven = 0xFFF + (magnitude >>> DROPPED_BITS & 1);
        return (short) (sign | (magnitude - BIAS_DIFFERENCE + toEven) >>> DROPPED_BITS);
    }
}

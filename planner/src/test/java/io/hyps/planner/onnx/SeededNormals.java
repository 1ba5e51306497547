package io.hyps.planner.onnx;

import java.nio.FloatBuffer;

/**
 * Fast numbers close to a normal distribution, the same for the same seed: four 16-bit parts of one xorshift64* number
 * (Vigna 2016), added up. VGG16's 138 million take a second.
 */
final class SeededNormals {
    private static final long PART = 0xFFFF;
    /** Four uniform parts have the mean 2 and the variance 1/3. */
    private static final float DEVIATION = (float) Math.sqrt(3);

    private long state;

    SeededNormals(long seed) {
        state = seed * 0x9E3779B97F4A7C15L | 1;
    }

    void fill(FloatBuffer floats, float mean, float deviation) {
        float factor = DEVIATION * deviation / (1 << 16);
        float shift = mean - 2 * DEVIATION * deviation;
        while (floats.hasRemaining()) {
            long bits = next();
            long sum = (bits & PART) + (bits >>> 16 & PART) + (bits >>> 32 & PART) + (bits >>> 48);
            floats.put(sum * factor + shift);
        }
    }

    private long next() {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        return state * 0x2545F4914F6CDD1DL;
    }
}

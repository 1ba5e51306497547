package io.hyps.planner.partition;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of small numbers. Not safe to share while it changes. */
final class Bits {
    private final long[] words;

    Bits(int size) {
        this(new long[(size + 63) >> 6]);
    }

    private Bits(long[] words) {
        this.words = words;
    }

    /** A copy that has one number more. */
    Bits with(int bit) {
        Bits larger = new Bits(Arrays.copyOf(words, words.length));
        larger.set(bit);
        return larger;
    }

    boolean get(int bit) {
        return (words[bit >> 6] & 1L << bit) != 0;
    }

    void set(int bit) {
        words[bit >> 6] |= 1L << bit;
    }

    /** Leaves only those that pass. */
    void retain(IntPredicate test) {
        for (int i = 0; i < words.length; i++) {
            for (long word = words[i]; word != 0; word &= word - 1) {
                int bit = (i << 6) + Long.numberOfTrailingZeros(word);
                if (!test.test(bit)) {
                    words[i] &= ~(1L << bit);
                }
            }
        }
    }

    /** The numbers below 64, as bits. */
    long firstWord() {
        return words[0];
    }

    boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    void addAll(Bits others) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= others.words[i];
        }
    }

    /** Adds each of {@code others} that is in {@code mask}, increased by an offset. */
    void addShifted(Bits others, Bits mask, int offset) {
        int whole = offset >> 6;
        int part = offset & 63;
        for (int i = words.length - 1; i >= whole; i--) {
            int source = i - whole;
            long word = (others.words[source] & mask.words[source]) << part;
            if (part != 0 && source > 0) {
                word |= (others.words[source - 1] & mask.words[source - 1]) >>> (64 - part);
            }
            words[i] |= word;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bits bits && Arrays.equals(words, bits.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }
}

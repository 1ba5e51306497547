package io.hyps.runner.budget;

import java.util.function.LongSupplier;

/** By how much the process may grow by itself, without partitions, from when this is made. */
public final class OwnGrowth {
    /** What a runner's heap holds at most besides tensors, its garbage included. */
    private static final long REST_BYTES = 16 << 20;

    /** What a JVM compiles and learns of classes once frames come, and what of its own code it then uses. */
    private static final long CODE_BYTES = 12 << 20;

    private final long codeBytes;
    private final long atFirst;
    private final LongSupplier heapLeft;

    /**
     * @param codeBytes besides the heap
     * @param heapLeft by how much the heap may grow yet, in bytes
     */
    OwnGrowth(long codeBytes, LongSupplier heapLeft) {
        this.codeBytes = codeBytes;
        this.heapLeft = heapLeft;
        this.atFirst = heapLeft.getAsLong();
    }

    /**
     * Of this process. A JVM's heap may get as large as {@code -Xmx} whatever it holds. That of a native executable is small
     * and collected before it grows, so it takes what it holds.
     *
     * @param tensorBytes that wait on the heap at most
     */
    public static OwnGrowth from(long tensorBytes) {
        Runtime java = Runtime.getRuntime();
        return NativeExecutable.isThis()
                ? new OwnGrowth(
                        0, () -> Math.max(0, Math.min(java.maxMemory(), tensorBytes + REST_BYTES) - java.totalMemory()))
                : new OwnGrowth(CODE_BYTES, () -> java.maxMemory() - java.totalMemory());
    }

    /** All of it. */
    long bytes() {
        return atFirst + codeBytes;
    }

    /**
     * How much of it has come.
     *
     * @param grownBytes by which the process has grown since
     */
    public long comeBytes(long grownBytes) {
        return Math.max(0, Math.min(grownBytes, atFirst - heapLeft.getAsLong() + codeBytes));
    }
}

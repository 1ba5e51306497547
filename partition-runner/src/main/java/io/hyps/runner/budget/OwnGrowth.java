package io.hyps.runner.budget;

/** By how much the process may still grow by itself, without partitions. */
public final class OwnGrowth {
    /** What a runner's heap holds at most besides tensors, its garbage included. */
    private static final long REST_BYTES = 16 << 20;

    /** What a JVM compiles and learns of classes once frames come, and what of its own code it then uses. */
    private static final long CODE_BYTES = 12 << 20;

    private OwnGrowth() {}

    /**
     * A JVM's heap may get as large as {@code -Xmx} whatever it holds. That of a native executable is small and collected
     * before it grows, so it takes what it holds.
     *
     * @param tensorBytes that wait on the heap at most
     */
    public static long bytes(long tensorBytes) {
        Runtime java = Runtime.getRuntime();
        boolean nativeImage = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
        return nativeImage
                ? Math.max(0, Math.min(java.maxMemory(), tensorBytes + REST_BYTES) - java.totalMemory())
                : java.maxMemory() - java.totalMemory() + CODE_BYTES;
    }
}

package io.hyps.runner.budget;

/** By how much the process may still grow by itself, as Java's heap has not had all that it may take. */
public final class HeapGrowth {
    /** What a runner's heap holds at most besides tensors, its garbage included. */
    private static final long REST_BYTES = 16 << 20;

    private HeapGrowth() {}

    /**
     * A JVM's heap may get as large as {@code -Xmx} whatever it holds. That of a native executable is small and collected
     * before it grows, so it takes what it holds.
     *
     * @param tensorBytes that wait on the heap at most
     */
    public static long bytes(long tensorBytes) {
        Runtime java = Runtime.getRuntime();
        boolean nativeImage = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
        long most = nativeImage ? Math.min(java.maxMemory(), tensorBytes + REST_BYTES) : java.maxMemory();
        return Math.max(0, most - java.totalMemory());
    }
}

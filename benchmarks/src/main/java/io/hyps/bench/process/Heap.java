package io.hyps.bench.process;

/** The memory of this JVM. */
public final class Heap {
    private static final int PIECE_BYTES = 1 << 20;

    private Heap() {}

    /**
     * Uses all of the space for new objects once, so that what is measured later does not wait for the system to give it its
     * first pages.
     */
    public static void useOnce() {
        long left = Runtime.getRuntime().maxMemory() / 2;
        long sum = 0;
        while (left > 0) {
            byte[] piece = new byte[PIECE_BYTES];
            sum += piece[(int) (left % PIECE_BYTES)];
            left -= piece.length;
        }
        if (sum != 0) {
            throw new IllegalStateException("new memory is not zero");
        }
    }
}

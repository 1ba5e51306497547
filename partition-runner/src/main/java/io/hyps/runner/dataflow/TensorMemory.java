package io.hyps.runner.dataflow;

/**
 * Bounds what the tensors take that have arrived and whose effect is not done yet: those that wait for the rest of their
 * join, or to be computed, or for the broker to take what was made of them. Safe for many threads.
 */
public final class TensorMemory {
    private final long settingBytes;
    private long largestJoinBytes;
    private long heldBytes;

    /** @param settingBytes the bound, unless two joins of some partition need more */
    public TensorMemory(long settingBytes) {
        this.settingBytes = settingBytes;
    }

    /** A partition waits for so many bytes at once: one join computes while another comes in. */
    public synchronized void admit(long joinBytes) {
        largestJoinBytes = Math.max(largestJoinBytes, joinBytes);
    }

    /** Takes room for a tensor; false if there is none. */
    synchronized boolean tryTake(long bytes) {
        if (heldBytes > 0 && heldBytes + bytes > limitBytes()) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    synchronized void giveBack(long bytes) {
        heldBytes -= bytes;
    }

    public synchronized long heldBytes() {
        return heldBytes;
    }

    public synchronized long limitBytes() {
        return Math.max(settingBytes, 2 * largestJoinBytes);
    }
}

package io.hyps.runner.budget;

import io.hyps.protocol.ByteSize;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;

/**
 * What this process may use, and what of it is left for partitions.
 *
 * @param budgetBytes the most that the process may use
 * @param baseBytes what it uses without any partition
 */
public record MemoryBudget(long budgetBytes, long baseBytes) {
    public long availableBytes() {
        return Math.max(0, budgetBytes - baseBytes);
    }

    /**
     * Checks that partitions fit beside those already held.
     *
     * @throws RefusedException with the figures, if they do not
     */
    public void require(long heldBytes, long wantedBytes) throws RefusedException {
        if (wantedBytes > availableBytes() - heldBytes) {
            throw new RefusedException(
                    RefusalReason.OUT_OF_MEMORY,
                    "the partitions need " + size(wantedBytes) + ", this device has "
                            + size(Math.max(0, availableBytes() - heldBytes)) + " left: budget " + size(budgetBytes)
                            + " - base " + size(baseBytes) + " - held " + size(heldBytes)
                            + "; give it more memory (--memory), or plan for smaller devices");
        }
    }

    private static String size(long bytes) {
        return new ByteSize(bytes) + " (" + bytes + ")";
    }
}

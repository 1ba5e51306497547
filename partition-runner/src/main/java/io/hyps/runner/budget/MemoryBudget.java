package io.hyps.runner.budget;

import io.hyps.protocol.ByteSize;

/**
 * What this process may use, and what of it is left for partitions.
 *
 * @param budgetBytes the most that the process may use
 * @param baseBytes what it uses without any partition
 * @param tensorBytes kept free for tensors that wait
 */
public record MemoryBudget(long budgetBytes, long baseBytes, long tensorBytes) {
    public long availableBytes() {
        return Math.max(0, budgetBytes - baseBytes - tensorBytes);
    }

    @Override
    public String toString() {
        return "budget " + size(budgetBytes) + " - base " + size(baseBytes) + " - tensors " + size(tensorBytes);
    }

    static String size(long bytes) {
        return new ByteSize(bytes) + " (" + bytes + ")";
    }
}

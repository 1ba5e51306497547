package io.hyps.runner.budget;

import io.hyps.protocol.ByteSize;

/**
 * What this process may use, and what of it is left for partitions.
 *
 * @param budgetBytes the most that the process may use
 * @param baseBytes what it uses without any partition
 * @param tensorBytes kept free for tensors that wait
 * @param firmBytes what partitions may have that the kernel cannot take back, even once Java's heap has its full size; weights
 *     that are mapped it can
 * @param limited whether the kernel ends a process that takes more
 */
public record MemoryBudget(long budgetBytes, long baseBytes, long tensorBytes, long firmBytes, boolean limited) {
    /** What the kernel keeps for the process: page tables, sockets, stacks. */
    private static final long KERNEL_BYTES = 2 << 20;

    /**
     * What is so now, before there is any partition.
     *
     * @param growthBytes by which the process itself may grow, {@link OwnGrowth}; the tensors that wait are within
     */
    public static MemoryBudget measured(long budgetBytes, long tensorBytes, long growthBytes, MemoryGauge gauge) {
        long base = gauge.chargedBytes();
        long firm = Math.max(0, budgetBytes - base - KERNEL_BYTES - Math.max(tensorBytes, growthBytes));
        return new MemoryBudget(budgetBytes, base, tensorBytes, firm, gauge.isLimited());
    }

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

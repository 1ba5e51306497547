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
    /**
     * What is so now, before there is any partition.
     *
     * @param heapBytes by which Java's heap may grow, {@link HeapGrowth}; it holds the tensors that wait
     */
    public static MemoryBudget measured(long budgetBytes, long tensorBytes, long heapBytes, MemoryGauge gauge) {
        long firm = budgetBytes - gauge.firmBytes() - Math.max(tensorBytes, heapBytes);
        return new MemoryBudget(budgetBytes, gauge.chargedBytes(), tensorBytes, Math.max(0, firm), gauge.isLimited());
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

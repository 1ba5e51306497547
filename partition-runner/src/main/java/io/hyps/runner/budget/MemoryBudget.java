package io.hyps.runner.budget;

import io.hyps.protocol.ByteSize;
import java.util.OptionalLong;

/**
 * What this process may use, and what of it is left for partitions.
 *
 * @param budgetBytes the most that the process may use
 * @param baseBytes what it uses without any partition
 * @param tensorBytes kept free for tensors that wait
 * @param firmBytes what partitions may have that the kernel cannot take back, even once the process itself is as large as it
 *     may get; weights that are mapped it can. {@link Long#MAX_VALUE} where the kernel sets no limit
 */
public record MemoryBudget(long budgetBytes, long baseBytes, long tensorBytes, long firmBytes) {
    /** What the kernel keeps for the process: page tables, sockets, stacks. */
    private static final long KERNEL_BYTES = 2 << 20;

    /** Of code and of weights, at once: pages that the kernel is reading ahead it cannot take back either. */
    private static final int READS_AHEAD = 2;

    /**
     * What is so now, before there is any partition.
     *
     * @param growth of the process itself; the tensors that wait are within
     */
    public static MemoryBudget measured(long budgetBytes, long tensorBytes, OwnGrowth growth, MemoryGauge gauge) {
        long base = gauge.chargedBytes();
        long kept = base + KERNEL_BYTES + READS_AHEAD * gauge.readAheadBytes() + Math.max(tensorBytes, growth.bytes());
        OptionalLong limit = gauge.limitBytes();
        long firm = limit.isPresent() ? Math.max(0, limit.getAsLong() - kept) : Long.MAX_VALUE;
        return new MemoryBudget(budgetBytes, base, tensorBytes, firm);
    }

    /** Nothing if not even partitions without weights could be held. */
    public long availableBytes() {
        return firmBytes == 0 ? 0 : Math.max(0, budgetBytes - baseBytes - tensorBytes);
    }

    @Override
    public String toString() {
        return "budget " + size(budgetBytes) + " - base " + size(baseBytes) + " - tensors " + size(tensorBytes);
    }

    static String size(long bytes) {
        return new ByteSize(bytes) + " (" + bytes + ")";
    }
}

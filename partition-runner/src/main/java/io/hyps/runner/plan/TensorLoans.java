package io.hyps.runner.plan;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.budget.MemoryAccount;
import io.hyps.runner.session.TensorAllocation;

/** Lends partitions that stay loaded what quicker ways to allocate their tensors take beyond what their plans say. */
final class TensorLoans {
    private final MemoryAccount account;

    TensorLoans(MemoryAccount account) {
        this.account = account;
    }

    /**
     * The quickest that there is memory for, which is lent: an arena only from plenty, as it keeps its memory.
     *
     * @param present what the partition has, whose memory is lent already
     */
    TensorAllocation lend(Topic.Plan plan, Partition partition, TensorAllocation present) {
        long lent = bytes(partition, present);
        if (present != TensorAllocation.ARENA
                && account.lendFromPlenty(plan, bytes(partition, TensorAllocation.ARENA) - lent)) {
            return TensorAllocation.ARENA;
        }
        if (present == TensorAllocation.SINGLE
                && account.lend(plan, bytes(partition, TensorAllocation.PATTERN) - lent)) {
            return TensorAllocation.PATTERN;
        }
        return present;
    }

    /** Takes back what the one needs more than the other, if it does. */
    void giveBack(Topic.Plan plan, Partition partition, TensorAllocation unused, TensorAllocation used) {
        account.giveBack(plan, Math.max(0, bytes(partition, unused) - bytes(partition, used)));
    }

    private static long bytes(Partition partition, TensorAllocation allocation) {
        long work = Math.max(0, partition.peakMemoryBytes() - partition.weightsBytes());
        return switch (allocation) {
            case ARENA -> 2 * work; // it grows by doubling
            case PATTERN -> work / 2; // gaps between tensors of one block: up to a sixth was seen
            case SINGLE -> 0;
        };
    }
}

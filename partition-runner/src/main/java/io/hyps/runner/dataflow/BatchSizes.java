package io.hyps.runner.dataflow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What is known of each partition that may compute several frames at once. For one thread at a time. */
final class BatchSizes {
    private final Duration bound;
    private final Map<LoadedPartition.Name, BatchSize> sizes = new HashMap<>();

    BatchSizes(Duration bound) {
        this.bound = bound;
    }

    BatchSize of(LoadedPartition partition) {
        return sizes.computeIfAbsent(
                partition.name(), name -> new BatchSize(partition.framesAtOnce(), bound.toNanos()));
    }

    void forget(LoadedPartition partition) {
        sizes.remove(partition.name());
    }
}

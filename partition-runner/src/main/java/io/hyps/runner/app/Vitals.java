package io.hyps.runner.app;

import io.hyps.runner.budget.MemoryAccount;
import io.hyps.runner.budget.MemoryGauge;
import io.hyps.runner.dataflow.PartitionExecutor;
import io.hyps.runner.dataflow.StageTimes;
import io.hyps.runner.dataflow.TensorMemory;
import io.hyps.runner.dataflow.WorkCounters;
import io.hyps.runner.slice.SliceCache;
import io.hyps.runner.turns.Turns;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What a runner measures of itself, read when it is asked for. */
record Vitals(
        WorkCounters work,
        PartitionExecutor executor,
        TensorMemory tensors,
        MemoryGauge gauge,
        MemoryAccount account,
        SliceCache cache,
        Turns turns) {
    private static final String PREFIX = "hyps.runner.";

    void bindTo(MeterRegistry registry) {
        counter(registry, "frames", "partitions computed whose outputs the broker has taken", v -> v.work.snapshot()
                .frames());
        counter(registry, "failures", "messages and frames that failed", v -> v.work.snapshot()
                .failures());
        counter(registry, "duplicates", "tensors dropped as they had come before", v -> v.work.snapshot()
                .duplicates());
        counter(registry, "abandoned.joins", "joins let go of incomplete, expired or for room", v -> v.work.snapshot()
                .abandonedJoins());
        counter(registry, "batches", "computations of more than one frame", v -> v.work.batches());
        counter(registry, "batched.frames", "frames computed in these", v -> v.work.batchedFrames());
        work.stages().forEach((stage, times) -> FunctionTimer.builder(
                        PREFIX + "stage", times, StageTimes::count, StageTimes::sumNanos, TimeUnit.NANOSECONDS)
                .description("time of a frame at a partition: wait, compute, publish")
                .tag("stage", stage)
                .register(registry));
        gauge(registry, "queue.depth", "firings that wait to be computed", v -> v.executor.queued());
        bytes(registry, "tensors.held", "tensors that have arrived and are not done with", v -> v.tensors.heldBytes());
        bytes(registry, "tensors.limit", "what these may take", v -> v.tensors.limitBytes());
        bindMemory(registry);
        counter(registry, "cache.hits", "slice files that were in the cache", v -> v.cache.hits());
        counter(registry, "cache.misses", "slice files that had to be fetched", v -> v.cache.misses());
        bytes(registry, "cache.used", "all files of the cache", v -> v.cache.usedBytes());
        counter(registry, "turns.loads", "partitions loaded for their turn", v -> v.turns.loads());
        counter(registry, "turns.hits", "frames whose partition was still loaded", v -> v.turns.hits());
    }

    private void bindMemory(MeterRegistry registry) {
        bytes(registry, "memory.budget", "what the process may use", v -> v.account
                .budget()
                .budgetBytes());
        bytes(registry, "memory.base", "what it uses without partitions", v -> v.account
                .budget()
                .baseBytes());
        bytes(registry, "memory.available", "what partitions may use", v -> v.account
                .budget()
                .availableBytes());
        bytes(registry, "memory.held", "what the partitions held want", v -> v.account.heldBytes());
        bytes(registry, "memory.lent", "what they were lent beyond that", v -> v.account.lentBytes());
        bytes(registry, "memory.resident", "all that is resident", v -> v.gauge.residentBytes());
        bytes(registry, "memory.anonymous", "what of it the kernel cannot take back", v -> v.gauge.anonymousBytes());
        bytes(registry, "memory.charged", "what counts against the budget", v -> v.gauge.chargedBytes());
    }

    private void counter(MeterRegistry registry, String name, String what, ToDoubleFunction<Vitals> value) {
        FunctionCounter.builder(PREFIX + name, this, value).description(what).register(registry);
    }

    private void bytes(MeterRegistry registry, String name, String what, ToDoubleFunction<Vitals> value) {
        Gauge.builder(PREFIX + name, this, value)
                .description(what)
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<Vitals> value) {
        Gauge.builder(PREFIX + name, this, value)
                .description(what)
                .strongReference(true)
                .register(registry);
    }
}

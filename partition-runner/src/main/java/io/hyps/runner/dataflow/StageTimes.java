package io.hyps.runner.dataflow;

import java.util.concurrent.atomic.LongAdder;

/** How often a stage was passed, and how long that took in all. Safe for many threads. */
public final class StageTimes {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(long sampleNanos) {
        count.increment();
        nanos.add(sampleNanos);
    }

    public long count() {
        return count.sum();
    }

    public long sumNanos() {
        return nanos.sum();
    }
}

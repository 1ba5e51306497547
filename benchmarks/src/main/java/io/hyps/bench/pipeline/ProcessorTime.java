package io.hyps.bench.pipeline;

import java.time.Duration;
import java.util.Collection;

/** Processor time that processes have used so far. */
public final class ProcessorTime {
    private static final double NANOS_PER_SECOND = 1e9;

    private ProcessorTime() {}

    public static double seconds(Collection<Long> pids) {
        return pids.stream()
                        .mapToDouble(pid -> ProcessHandle.of(pid)
                                .flatMap(process -> process.info().totalCpuDuration())
                                .map(Duration::toNanos)
                                .orElse(0L))
                        .sum()
                / NANOS_PER_SECOND;
    }
}

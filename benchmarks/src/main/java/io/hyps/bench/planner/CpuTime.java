package io.hyps.bench.planner;

import java.lang.management.ManagementFactory;

/** What the current thread has had of a processor. */
final class CpuTime {
    private CpuTime() {}

    static double ms() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }
}

package io.hyps.planner.cli;

import io.hyps.planner.simulate.Load;
import io.hyps.planner.simulate.Outcome;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.Plan;
import java.util.List;

/**
 * What {@code hyps simulate --json} prints.
 *
 * @param ratePerSecond how many frames came a second; 0 if as many as the devices took
 */
record SimulationReport(
        Sha256 planId,
        String model,
        int frames,
        double ratePerSecond,
        int inFlight,
        double throughputPerSecond,
        Latency latencyMs,
        List<Outcome.DeviceUse> devices) {
    SimulationReport {
        devices = List.copyOf(devices);
    }

    /** From a frame's coming to its answer. */
    record Latency(double mean, double p50, double p95, double p99) {}

    static SimulationReport of(Plan plan, Load load, Outcome outcome) {
        Outcome.Latency latency = outcome.latency();
        return new SimulationReport(
                plan.id(),
                plan.model().name(),
                outcome.frames(),
                load.framesPerSecond(),
                load.inFlight(),
                outcome.throughputPerSecond(),
                new Latency(latency.meanMs(), latency.p50Ms(), latency.p95Ms(), latency.p99Ms()),
                outcome.devices());
    }
}

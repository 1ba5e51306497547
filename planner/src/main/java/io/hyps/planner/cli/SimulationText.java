package io.hyps.planner.cli;

import io.hyps.planner.Counted;
import io.hyps.planner.simulate.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A simulation as people read it on a terminal. */
final class SimulationText {
    private static final int MOST_ROWS = 40;

    private SimulationText() {}

    static String of(SimulationReport report) {
        String come = report.ratePerSecond() == 0
                ? "as many as the devices take"
                : String.format(Locale.ROOT, "%.4g a second", report.ratePerSecond());
        return String.format(
                Locale.ROOT,
                "%nModel %s: %s, %s, at most %d under way%n%n"
                        + "Throughput   %.2f frames a second%n"
                        + "Latency      p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, mean %.2f ms%n%n%s",
                report.model(),
                Counted.of(report.frames(), "frame"),
                come,
                report.inFlight(),
                report.throughputPerSecond(),
                report.latencyMs().p50(),
                report.latencyMs().p95(),
                report.latencyMs().p99(),
                report.latencyMs().mean(),
                devices(report.devices()));
    }

    /** All, or the busiest of very many. */
    private static String devices(List<Outcome.DeviceUse> devices) {
        boolean all = devices.size() <= MOST_ROWS;
        TextTable table = new TextTable("device", "busy", "waiting", "most");
        devices.stream()
                .sorted(
                        all
                                ? (a, b) -> 0
                                : Comparator.comparingDouble(Outcome.DeviceUse::utilisation)
                                        .reversed())
                .limit(MOST_ROWS)
                .forEach(use -> table.row(
                        use.device(),
                        String.format(Locale.ROOT, "%.1f %%", 100 * use.utilisation()),
                        String.format(Locale.ROOT, "%.2f", use.meanQueue()),
                        Integer.toString(use.longestQueue())));
        return all
                ? table.toString()
                : table + String.format("  the busiest %d of %d; --json has all%n", MOST_ROWS, devices.size());
    }
}

package io.hyps.bench.growth;

import io.hyps.bench.gateway.SensorsTrial;
import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.List;
import java.util.Locale;

/** The reports for people: the ratios first. */
final class GrowthText {
    private static final double BYTES_PER_MB = 1e6;

    private GrowthText() {}

    static void print(Screen screen, PartitionsReport report) {
        screen.heading(report.model() + " in ever more partitions, a runner of one thread each, medians of "
                + report.rounds() + " rounds of " + report.frames() + " frames on " + report.broker());
        screen.line("  " + report.machine());
        Table table = Table.of(
                ">PARTITIONS",
                ">LATENCY x",
                ">THROUGHPUT x",
                ">CPU x",
                ">BYTES x",
                ">MEMORY x",
                ">p50 ms",
                ">FRAMES/s",
                ">CPU ms A FRAME",
                ">MB A FRAME",
                ">LARGEST MB",
                ">MESSAGES IN A ROW");
        for (PartitionsReport.Row row : report.rows()) {
            PartitionsReport.Ratios ratios = row.to(report.rows().get(0));
            table.row(
                    Integer.toString(row.partitions()),
                    text("%.3f", ratios.latency()),
                    text("%.2f", ratios.throughput()),
                    text("%.2f", ratios.processorTime()),
                    text("%.2f", ratios.bytes()),
                    text("%.2f", ratios.memory()),
                    text("%.1f", row.latencyMsP50()),
                    text("%.2f", row.throughputPerSecond()),
                    text("%.1f", 1000 * row.processorSecondsPerFrame()),
                    text("%.2f", row.bytesPerFrame() / BYTES_PER_MB),
                    text("%.1f", row.largestDeviceBytes() / BYTES_PER_MB),
                    Integer.toString(row.messages()));
        }
        screen.table(table);
        screen.line(text("  the most different answer by %.1e", report.maxAbsDiff()));
    }

    static void print(Screen screen, SensorsReport report) {
        screen.heading("Ever more sensors, " + report.window() + " under way of each, medians of " + report.rounds()
                + " rounds, " + report.runners() + " runners, one gateway, Kafka, " + report.broker());
        screen.line("  " + report.machine());
        Table table =
                Table.of(">SENSORS", ">IMAGES/s x", ">p50 x", ">p95 x", ">IMAGES/s", ">p50 ms", ">p95 ms", ">IMAGES");
        List<SensorsTrial.Row> rows = report.rows();
        for (SensorsTrial.Row row : rows) {
            table.row(
                    Integer.toString(row.sensors()),
                    text("%.2f", row.perSecond() / rows.get(0).perSecond()),
                    text("%.2f", row.p50Ms() / rows.get(0).p50Ms()),
                    text("%.2f", row.p95Ms() / rows.get(0).p95Ms()),
                    text("%.1f", row.perSecond()),
                    text("%.1f", row.p50Ms()),
                    text("%.1f", row.p95Ms()),
                    Integer.toString(row.images()));
        }
        screen.table(table);
        screen.line(text(
                "  of %d images %d lost, %d answered twice, %d errors",
                report.outcome().images(),
                report.outcome().lost(),
                report.outcome().twice(),
                report.outcome().errors()));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

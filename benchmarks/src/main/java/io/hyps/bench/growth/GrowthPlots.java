package io.hyps.bench.growth;

import io.hyps.bench.gateway.SensorsTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The reports as plots. */
final class GrowthPlots {
    private GrowthPlots() {}

    static void write(Path file, PartitionsReport report) throws IOException {
        List<PartitionsReport.Ratios> ratios = report.getRatios();
        Plot.write(
                file,
                report.model() + ": what more partitions cost",
                new Plot.Axes("partitions, a runner each", "times as with one partition", ""),
                report.rows().stream()
                        .map(row -> Integer.toString(row.partitions()))
                        .toList(),
                List.of(
                        line("latency", ratios, PartitionsReport.Ratios::latency),
                        line("throughput", ratios, PartitionsReport.Ratios::throughput),
                        line("processor time", ratios, PartitionsReport.Ratios::processorTime),
                        line("bytes", ratios, PartitionsReport.Ratios::bytes),
                        line("memory of the largest", ratios, PartitionsReport.Ratios::memory)));
    }

    private static <T> Plot.Line line(String name, List<T> rows, ToDoubleFunction<T> value) {
        return new Plot.Line(name, rows.stream().mapToDouble(value).boxed().toList(), false);
    }

    static void write(Path file, SensorsReport report) throws IOException {
        Plot.write(
                file,
                "What more sensors cost",
                new Plot.Axes("sensors, " + report.window() + " under way of each", "images a second", "ms"),
                report.rows().stream()
                        .map(row -> Integer.toString(row.sensors()))
                        .toList(),
                List.of(
                        line("images a second", report.rows(), SensorsTrial.Row::perSecond),
                        onTheRight("p50, ms", report.rows(), SensorsTrial.Row::p50Ms),
                        onTheRight("p95, ms", report.rows(), SensorsTrial.Row::p95Ms)));
    }

    private static <T> Plot.Line onTheRight(String name, List<T> rows, ToDoubleFunction<T> value) {
        return new Plot.Line(name, rows.stream().mapToDouble(value).boxed().toList(), true);
    }
}

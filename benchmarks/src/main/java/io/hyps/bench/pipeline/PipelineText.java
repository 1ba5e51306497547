package io.hyps.bench.pipeline;

import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.Locale;

/** The report for people: the ratios first. */
final class PipelineText {
    private static final double BYTES_PER_KB = 1e3;
    private static final double BYTES_PER_MB = 1e6;

    private PipelineText() {}

    static void print(Screen screen, PipelineReport report) {
        screen.heading(report.model() + ": whole beside " + report.runners() + " runners of " + report.threads()
                + (report.threads() == 1 ? " thread" : " threads") + ", medians of " + report.rounds() + " rounds on "
                + report.broker());
        screen.line(text(
                "  latency %.3f x   throughput %.2f x   processor time of a frame %.2f x",
                report.latencyRatio(), report.throughputRatio(), report.processorRatio()));
        screen.line();
        Table table = Table.of("", ">p50 ms", ">FRAMES/s", ">CPU ms A FRAME", ">PEAK MB", ">ANONYMOUS MB", ">FILES MB");
        form(table, "whole, defaults", report.whole().defaults());
        form(table, "whole, least memory", report.whole().best());
        PipelineReport.Distributed pipeline = report.pipeline();
        table.row(
                "pipeline",
                text("%.1f", pipeline.latencyMsP50()),
                text("%.2f", pipeline.throughputPerSecond()),
                text("%.1f", 1000 * pipeline.processorSecondsPerFrame()),
                megabytes(pipeline.peakRssBytesMax()),
                megabytes(pipeline.anonymousBytesMax()),
                "");
        PipelineReport.Python python = report.python();
        if (python != null) {
            table.row(
                    "Python, VGG16",
                    text("%.1f", python.latencyMsP50()),
                    text("%.2f", python.throughputPerSecond()),
                    text("%.1f", 1000 * python.processorSecondsPerFrame()),
                    "",
                    "",
                    "");
        }
        screen.table(table);
        screen.line(text(
                "  in place of energy: %.3f processor seconds a frame in the pipeline (runners, broker, sender), %.3f whole",
                pipeline.processorSecondsPerFrame(), report.whole().processorSecondsPerFrame()));
        if (python != null) {
            screen.line(text(
                    "  %.2f x the frames a second of the Python pipeline, which has %.3f x the latency and %.2f x the throughput"
                            + " of Python whole, %.1f ms",
                    python.throughputRatio(),
                    python.latencyToWhole(),
                    python.throughputToWhole(),
                    python.wholeLatencyMsP50()));
        }
        screen.line(text(
                "  %d messages a frame in a row, %.2f MB in all; %.2f ms each; %d frames under way; the most different"
                        + " answer by %.1e",
                report.hops(),
                report.bytesPerFrame() / BYTES_PER_MB,
                pipeline.hopMsP50(),
                report.inFlight(),
                pipeline.maxAbsDiff()));
        PipelineReport shortest = report.latencyPlan();
        screen.line();
        if (shortest != null) {
            screen.line(text(
                    "  Two plans, each measured at what it is for. For throughput (%d runners, %.2f MB a frame):",
                    report.runners(), report.bytesPerFrame() / BYTES_PER_MB));
        }
        screen.table(parts(report));
        if (shortest != null) {
            screen.line();
            screen.line(text(
                    "  For latency (%d runners, %.2f MB a frame; throughput %.2f x):",
                    shortest.runners(), shortest.bytesPerFrame() / BYTES_PER_MB, shortest.throughputRatio()));
            screen.table(parts(shortest));
        }
    }

    /** Where the time of a frame goes: alone, and with others under way. */
    private static Table parts(PipelineReport report) {
        Table parts = Table.of(
                "PARTITION",
                "DEVICES",
                ">NODES",
                ">WEIGHTS MB",
                ">INPUT kB",
                ">HOP ms",
                ">OF IT WAIT",
                ">COMPUTE ms",
                ">LOADED: WAIT ms",
                ">COMPUTE ms");
        report.partitions()
                .forEach(part -> parts.row(
                        part.id(),
                        String.join(" ", part.devices()),
                        Integer.toString(part.nodes()),
                        megabytes(part.weightsBytes()),
                        text("%.0f", part.inputBytes() / BYTES_PER_KB),
                        text("%.2f", part.hopMs()),
                        text("%.2f", part.waitMs()),
                        text("%.2f", part.computeMs()),
                        text("%.2f", part.loadedWaitMs()),
                        text("%.2f", part.loadedComputeMs())));
        return parts.row(
                "answer", "", "", "", "", text("%.2f", report.pipeline().answerMsP50()), "", "", "", "");
    }

    private static void form(Table table, String name, PipelineReport.WholeForm form) {
        table.row(
                name,
                text("%.1f", form.latencyMsP50()),
                text("%.2f", form.throughputPerSecond()),
                text("%.1f", 1000 * form.processorSecondsPerFrame()),
                megabytes(form.peakRssBytes()),
                megabytes(form.anonymousBytes()),
                megabytes(form.fileBytes()));
    }

    private static String megabytes(long bytes) {
        return text("%.1f", bytes / BYTES_PER_MB);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

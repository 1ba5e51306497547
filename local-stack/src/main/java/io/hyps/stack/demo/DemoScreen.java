package io.hyps.stack.demo;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the demo shows of its report. */
final class DemoScreen {
    private static final int BAR_WIDTH = 24;

    private final Screen screen;

    DemoScreen(Screen screen) {
        this.screen = screen;
    }

    void header(DemoOptions options) {
        screen.line();
        screen.line(screen.bold("HyPS demo") + "  one CNN on " + options.runners() + " small devices, "
                + options.frames() + " images, brokers included");
        screen.line();
    }

    /** Some of the answers, as the sensor heard them. */
    void answers(Samples samples, Map<Integer, InferenceResult> heard) {
        Table table = Table.of("IMAGE", "ANSWER", ">SCORE", "TRUTH", "");
        heard.forEach((frame, result) -> {
            Samples.Sample sample = samples.images().get(samples.imageOfFrame(frame));
            List<InferenceResult.Prediction> predictions = result.predictions();
            if (predictions == null || predictions.isEmpty()) {
                InferenceResult.FrameError error = result.error();
                table.row(sample.image().name(), "error", "", sample.label(), error == null ? "" : error.message());
            } else {
                InferenceResult.Prediction best = predictions.get(0);
                table.row(
                        sample.image().name(),
                        best.label(),
                        format("%.1f %%", best.score() * 100),
                        sample.label(),
                        best.index() == sample.index() ? screen.green("✓") : screen.red("✗"));
            }
        });
        screen.heading("Some of the answers");
        screen.table(table);
    }

    void memory(DemoReport report) {
        Table table = Table.of(
                "RUNNER", "HOLDS", ">NODES", ">WEIGHTS", "SHARE OF THE MODEL", "", ">RESIDENT", ">PEAK", ">BUDGET");
        for (DemoReport.Runner runner : report.runners()) {
            double share = (double) runner.weightsBytes() / report.weightsBytes();
            table.row(
                    runner.device(),
                    String.join(" ", runner.partitions()),
                    Integer.toString(runner.nodes()),
                    size(runner.weightsBytes()),
                    screen.bar(share, BAR_WIDTH),
                    format("%.0f %%", share * 100),
                    size(runner.residentBytes()),
                    size(runner.peakRssBytes()),
                    size(runner.budgetBytes()));
        }
        screen.heading("Memory  " + screen.dim("resident and peak are of the whole process, the JVM included"));
        screen.table(table);
    }

    void times(DemoReport report) {
        double total = report.medianMs().getOrDefault(StageTimes.TOTAL, 0.0);
        Table table = Table.of("STEP", ">MEDIAN", "");
        report.medianMs().forEach((step, millis) -> {
            boolean last = step.equals(StageTimes.TOTAL);
            table.row(
                    last ? screen.bold(step) : step,
                    format("%.2f ms", millis),
                    last || total == 0 ? "" : screen.bar(millis / total, BAR_WIDTH));
        });
        screen.heading("Where the time went");
        screen.table(table);
        screen.line("  "
                + screen.dim(format(
                        "at the sensor %.1f ms (p95 %.1f ms), several images under way; the undivided model alone %.1f ms",
                        report.latencyMs().p50(), report.latencyMs().p95(), report.wholeModelMs())));
    }

    void verdict(DemoReport report) {
        Table table = Table.of("CHECK", "MEASURED");
        check(
                table,
                "each frame has one result",
                report.results() == report.frames() && report.duplicates() == 0,
                report.frames() + " frames, " + report.results() + " results in Kafka, " + report.lost() + " lost, "
                        + report.duplicates() + " duplicates, " + report.errors() + " errors");
        check(
                table,
                "the sensor heard them all",
                report.heard() == report.frames(),
                report.heard() + " results over MQTT");
        check(
                table,
                "as the undivided model",
                report.top1Agreement() == 1.0,
                format("top-1 agreement %.4f, max |Δ logit| %.2g", report.top1Agreement(), report.maxAbsDiff()));
        check(
                table,
                "as accurate",
                report.accuracy() == report.wholeAccuracy(),
                format("%.2f %%, undivided %.2f %%", report.accuracy() * 100, report.wholeAccuracy() * 100));
        screen.heading("Checks");
        screen.table(table);
        screen.line();
    }

    void end(DemoReport report, String firstError, double seconds) {
        if (report.isRight()) {
            screen.line(screen.green("✓")
                    + screen.bold(" All right.")
                    + format(
                            " %d images answered once each, as by the undivided model. Nothing is left running; it took %.1f s.",
                            report.frames(), seconds));
        } else {
            screen.line(screen.red("✗") + screen.bold(" Not right: ") + "see the checks above."
                    + (firstError.isEmpty() ? "" : " First error: " + firstError));
        }
    }

    /** Keeps some answers to show: of the first frames. */
    static boolean isShown(int frame) {
        return frame < 8;
    }

    private void check(Table table, String what, boolean holds, String detail) {
        table.row((holds ? screen.green("✓") : screen.red("✗")) + " " + what, detail);
    }

    private static String size(long bytes) {
        return new ByteSize(bytes).toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}

package io.hyps.stack.cli;

import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Progress;
import io.hyps.stack.terminal.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Prints answers as they come, from a thread of its own: the link's must not wait for a slow terminal. */
final class AnswerPrinter implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Screen screen;
    private final boolean printing;
    private final List<SendReport.Row> rows = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "print-answers"));
    private int accepted;

    AnswerPrinter(Answer answer, boolean printing) {
        this.screen = answer.screen();
        this.printing = printing;
    }

    /** As many answers are queued at most as the sensor lets be under way. */
    SensorListener listening(Progress progress, boolean wait) {
        return new SensorListener() {
            @Override
            public void accepted(Shot shot) {
                accept();
                if (!wait) {
                    progress.step();
                }
            }

            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                SendReport.Row row = SendReport.Row.of(shot, result, latency);
                add(row);
                progress.step();
                if (printing) {
                    thread.execute(() -> print(row));
                }
            }
        };
    }

    synchronized SendReport report(SensorOptions options, int files, int sent, List<Shot> missing) {
        int errors = (int) rows.stream().filter(r -> r.status().equals("error")).count();
        int taken = Math.max(accepted, rows.size());
        return new SendReport(
                options.sensor(), options.model(), files, sent, taken, errors, missing.size(), List.copyOf(rows));
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void accept() {
        accepted++;
    }

    private synchronized void add(SendReport.Row row) {
        rows.add(row);
    }

    private void print(SendReport.Row row) {
        String error = row.error();
        String label = row.label();
        Double score = row.score();
        if (error != null) {
            screen.line(screen.red("✗") + " " + row.file() + "  " + screen.red(error));
        } else {
            screen.line(String.format(
                    Locale.ROOT,
                    "%s %-24s %-14s %5.1f %%  %s",
                    screen.green("✓"),
                    row.file(),
                    label == null ? "answered" : label,
                    score == null ? 0.0 : score * 100,
                    screen.dim(String.format(Locale.ROOT, "%.0f ms", row.latencyMs()))));
        }
    }
}

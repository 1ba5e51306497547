package io.hyps.stack.cli;

import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.replay.Difference;
import io.hyps.gateway.replay.ReplayReport;
import io.hyps.stack.terminal.Screen;
import java.util.List;
import java.util.Locale;

/** What a replay says to people. */
final class ReplayText {
    private static final int DIFFERENCES_SHOWN = 10;

    private final Screen screen;

    ReplayText(Screen screen) {
        this.screen = screen;
    }

    void recorded(Recording recording) {
        screen.line("  recording  " + counted(recording.frames(), "frame") + " of "
                + String.join(", ", recording.models().stream().sorted().toList()) + ", "
                + counted(recording.results(), "result") + ", from " + recording.from() + " to " + recording.to());
    }

    void end(ReplayReport report, boolean compared) {
        ReplayReport.Outcome outcome = report.outcome();
        screen.line(String.format(
                Locale.ROOT,
                "  replay     %s, through %s, at %s: %d of %d answered in %.1f s, %.1f a second; %.0f ms (p50), %.0f ms (p95)",
                report.run(),
                report.plans(),
                report.speed().equals("max") ? "full speed" : report.speed(),
                outcome.answered(),
                report.frames(),
                report.seconds(),
                report.framesPerSecond(),
                outcome.latencyMs().p50(),
                outcome.latencyMs().p95()));
        if (!compared) {
            return;
        }
        if (report.isSame()) {
            screen.line(screen.green("✓") + " Answered as recorded, all of them. "
                    + String.format(
                            Locale.ROOT,
                            "Largest difference %.3g, %.3g of the largest value of its output.",
                            outcome.maxAbsDiff(),
                            outcome.maxRelDiff()));
            return;
        }
        screen.line(screen.red("✗") + " " + outcome.differences() + " of " + counted(report.frames(), "frame")
                + " answered otherwise than recorded.");
        List<Difference> shown =
                outcome.first().stream().limit(DIFFERENCES_SHOWN).toList();
        for (Difference difference : shown) {
            screen.line();
            difference.text().lines().forEach(line -> screen.line("  " + line));
        }
        if (outcome.differences() > shown.size()) {
            screen.line();
            screen.line("  … and " + (outcome.differences() - shown.size()) + " more; --json names the first 100");
        }
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

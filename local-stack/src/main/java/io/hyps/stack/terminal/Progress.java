package io.hyps.stack.terminal;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a task has come: a live bar on a terminal, a line at each quarter elsewhere. Safe for use from many threads. */
public interface Progress extends AutoCloseable {
    /** Shows nothing. */
    Progress NONE = new Progress() {
        @Override
        public void step() {}

        @Override
        public void close() {}
    };

    void step();

    @Override
    void close();

    /**
     * Begins at nothing.
     *
     * @param errors where it shows
     * @param max how many steps there are
     */
    static Progress start(PrintStream errors, TerminalTraits traits, String task, long max) {
        return traits.terminal() ? bar(errors, traits, task, max) : lines(errors, task, max);
    }

    private static Progress bar(PrintStream errors, TerminalTraits traits, String task, long max) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max)
                .setUpdateIntervalMillis(100)
                .setStyle(traits.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(errors, traits.columns() - 1))
                .clearDisplayOnFinish()
                .build();
        return new Progress() {
            @Override
            public void step() {
                bar.step();
            }

            @Override
            public void close() {
                bar.close();
            }
        };
    }

    private static Progress lines(PrintStream errors, String task, long max) {
        AtomicLong done = new AtomicLong();
        return new Progress() {
            @Override
            public void step() {
                long now = done.incrementAndGet();
                if (now * 4 / max != (now - 1) * 4 / max) {
                    errors.println("  " + task + ": " + now + " of " + max);
                }
            }

            @Override
            public void close() {
                errors.flush();
            }
        };
    }
}

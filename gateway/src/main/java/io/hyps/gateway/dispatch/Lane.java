package io.hyps.gateway.dispatch;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks one after another, in the order given; so what only they touch needs no locks. */
public interface Lane extends Executor {
    /** Runs the task after the delay, unless it is cancelled before. */
    Timer after(Duration delay, Runnable task);

    /** A task to come. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }
}

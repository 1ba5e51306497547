package io.hyps.gateway.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A lane whose time the test advances; what needs no waiting runs at once, in the order given. */
final class ManualLane implements Lane {
    private final List<Task> tasks = new ArrayList<>();
    private long nowNanos;
    private long sequence;
    private boolean running;

    long nanos() {
        return nowNanos;
    }

    void advance(Duration duration) {
        long until = nowNanos + duration.toNanos();
        for (Optional<Task> next = due(until); next.isPresent(); next = due(until)) {
            nowNanos = Math.max(nowNanos, next.get().atNanos());
            run(next.get());
        }
        nowNanos = until;
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
        if (!running) {
            advance(Duration.ZERO);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Task made = new Task(nowNanos + delay.toNanos(), sequence++, task);
        tasks.add(made);
        return () -> tasks.remove(made);
    }

    private void run(Task task) {
        tasks.remove(task);
        running = true;
        try {
            task.work().run();
        } finally {
            running = false;
        }
    }

    private Optional<Task> due(long untilNanos) {
        return tasks.stream()
                .filter(task -> task.atNanos() <= untilNanos)
                .min(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::sequence));
    }

    private record Task(long atNanos, long sequence, Runnable work) {}
}

package io.hyps.planner.service;

import io.hyps.protocol.mqtt.Delivery;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread with a bounded queue. */
final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final ThreadPoolExecutor executor;
    private final AtomicBoolean reviewQueued = new AtomicBoolean();

    /** @param places more than the broker may have unacknowledged here, so that the queue is never full */
    Worker(String name, int places) {
        executor = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(places),
                task -> new Thread(task, name),
                new ThreadPoolExecutor.AbortPolicy());
    }

    /** Something to be done that may be interrupted at shutdown. */
    interface Task {
        void run() throws Exception;
    }

    /** Runs the task, then acknowledges, however it ended: what failed once would fail again. */
    void handle(Delivery delivery, Task task) {
        execute(delivery, () -> {
            run(task);
            delivery.acknowledge();
        });
    }

    /**
     * Runs the task, which acknowledges by itself. Beyond the queue's places, which are more than the broker may have
     * unacknowledged, the delivery stays so and comes again after the next break.
     */
    void execute(Delivery delivery, Task task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.warn(
                    "delivery left unacknowledged topic={}: the queue is full, or closed",
                    delivery.message().topic());
        }
    }

    /** Runs the task soon, once however often it is asked for until then. */
    void coalesce(Task task) {
        if (reviewQueued.compareAndSet(false, true)) {
            try {
                executor.execute(() -> {
                    reviewQueued.set(false);
                    run(task);
                });
            } catch (RejectedExecutionException e) {
                reviewQueued.set(false);
                LOG.debug("review left out: the queue is full, or closed");
            }
        }
    }

    private static void run(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("task failed", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a worker did not stop in 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

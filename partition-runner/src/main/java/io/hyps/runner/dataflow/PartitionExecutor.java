package io.hyps.runner.dataflow;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device's one compute thread: takes firings in order from a bounded queue. */
public final class PartitionExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionExecutor.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final String device;
    private final Forwarder forwarder;
    private final WorkCounters counters;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor thread;

    public PartitionExecutor(
            String device, Forwarder forwarder, WorkCounters counters, LongSupplier nanos, int capacity) {
        this.device = device;
        this.forwarder = forwarder;
        this.counters = counters;
        this.nanos = nanos;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity), task -> {
            Thread created = new Thread(task, "hyps-compute");
            created.setDaemon(true);
            return created;
        });
        thread.prestartCoreThread();
    }

    String device() {
        return device;
    }

    /** Queues a firing; false if there is no place. Never blocks. */
    boolean submit(Firing firing) {
        return execute(() -> perform(firing));
    }

    /** Queues an effect that needs no computation, such as a complaint; false if there is no place. Never blocks. */
    boolean submit(Effect effect) {
        return execute(() -> forward(effect));
    }

    /** Runs an action on the compute thread once everything queued before has been computed; waits for a place. */
    public CompletableFuture<Void> afterwards(Runnable action) throws InterruptedException {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        thread.getQueue().put(() -> {
            try {
                action.run();
                ran.complete(null);
            } catch (RuntimeException e) {
                ran.completeExceptionally(e);
            }
        });
        return ran;
    }

    private boolean execute(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private void perform(Firing firing) {
        if (firing.isExpired(nanos.getAsLong())) {
            counters.abandoned();
            firing.release();
            return;
        }
        forward(firing.compute(device, counters, nanos));
    }

    private void forward(Effect effect) {
        try {
            forwarder.forward(effect);
        } catch (InterruptedException closing) {
            LOG.debug(
                    "frameId={} given up, as the runner stops", effect.address().frame());
            Thread.currentThread().interrupt();
        }
    }

    /** Takes nothing more and finishes what is queued; true if that was done in time. */
    public boolean drain(Duration patience) throws InterruptedException {
        thread.shutdown();
        return thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether nothing is computed any more, so that the partitions can be freed. */
    public boolean hasEnded() {
        return thread.isTerminated();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a partition is still computing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

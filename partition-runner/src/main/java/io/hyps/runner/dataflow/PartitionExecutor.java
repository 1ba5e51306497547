package io.hyps.runner.dataflow;

import io.hyps.protocol.tensor.TensorEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device's one compute thread: takes firings from a bounded queue, in order or in turns. */
public final class PartitionExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionExecutor.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /** How long the turn of a partition waits for inputs that this device has just published. */
    private static final long ROUND_TRIP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String device;
    private final Forwarder forwarder;
    private final WorkCounters counters;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Thread thread;
    private final Object lock = new Object();
    private final TurnQueue<Runnable> queue;
    private final List<Fence> fences = new ArrayList<>();
    private final TurnTakers turnTakers;
    private volatile TensorEncoder encoder = new TensorEncoder();
    private boolean draining;

    /** An action that waits until all work before it has been done. */
    private record Fence(long number, Runnable action, CompletableFuture<Void> ran) {
        void run() {
            try {
                action.run();
                ran.complete(null);
            } catch (RuntimeException | OutOfMemoryError e) {
                // whoever waits must hear of it: the thread goes on
                ran.completeExceptionally(e);
            }
        }
    }

    public PartitionExecutor(
            String device, Forwarder forwarder, WorkCounters counters, LongSupplier nanos, Clock clock, int capacity) {
        this.device = device;
        this.forwarder = forwarder;
        this.counters = counters;
        this.nanos = nanos;
        this.clock = clock;
        this.queue = new TurnQueue<>(capacity);
        this.turnTakers = new TurnTakers(device);
        this.thread = new Thread(this::work, "hyps-compute");
        thread.setDaemon(true);
        thread.start();
    }

    String device() {
        return device;
    }

    /** The partitions of a plan that take turns, in the order in which they run. */
    public void hold(List<LoadedPartition> partitions) {
        synchronized (lock) {
            partitions.forEach(turnTakers::add);
        }
    }

    /** Forgets them again; to be called once their firings have been computed. */
    public void letGo(List<LoadedPartition> partitions) {
        synchronized (lock) {
            partitions.forEach(partition -> {
                turnTakers.remove(partition);
                queue.forget(partition.lane().plan());
            });
            // with the memory that their tensors took
            encoder = new TensorEncoder();
        }
    }

    /** Queues a firing; false if there is no place. Never blocks. */
    boolean submit(Firing firing) {
        synchronized (lock) {
            lock.notifyAll();
            return !draining && queue.offer(firing.partition().lane(), firing.key(), () -> perform(firing));
        }
    }

    /** Queues an effect that needs no computation, such as a complaint; false if there is no place. Never blocks. */
    boolean submit(Effect effect) {
        synchronized (lock) {
            lock.notifyAll();
            return !draining && queue.offer(() -> forward(effect));
        }
    }

    /** Runs an action on the compute thread once everything queued before has been computed. */
    public CompletableFuture<Void> afterwards(Runnable action) {
        synchronized (lock) {
            Fence fence = new Fence(queue.arrivals(), action, new CompletableFuture<>());
            fences.add(fence);
            lock.notifyAll();
            return fence.ran();
        }
    }

    /** How many firings wait. */
    public int queued() {
        synchronized (lock) {
            return queue.size();
        }
    }

    private void work() {
        try {
            for (Runnable task = take(); task != null; task = take()) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("a piece of work failed", e);
                }
            }
        } catch (InterruptedException closing) {
            LOG.debug("computing ends");
        }
    }

    /** Null once all is done and nothing more comes. */
    private @Nullable Runnable take() throws InterruptedException {
        synchronized (lock) {
            while (!Thread.interrupted()) {
                Optional<Fence> passed = fences.stream()
                        .filter(fence -> queue.isServedUpTo(fence.number()))
                        .findFirst();
                if (passed.isPresent()) {
                    fences.remove(passed.get());
                    return passed.get()::run;
                }
                Optional<Runnable> next = queue.poll(nanos.getAsLong());
                if (next.isPresent()) {
                    return next.get();
                }
                if (draining && queue.size() == 0) {
                    return null;
                }
                awaitWork();
            }
            throw new InterruptedException();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void awaitWork() throws InterruptedException {
        OptionalLong deadline = queue.nextDeadlineNanos();
        if (deadline.isEmpty()) {
            lock.wait();
            return;
        }
        TimeUnit.NANOSECONDS.timedWait(
                lock, Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadline.getAsLong() - nanos.getAsLong()));
    }

    private void perform(Firing firing) {
        if (firing.isExpired(nanos.getAsLong())) {
            counters.abandoned();
            firing.release();
            return;
        }
        List<LoadedPartition> next = expectNext(firing);
        Effect effect = firing.compute(device, counters, encoder, nanos, clock);
        forward(effect);
        synchronized (lock) {
            long deadline = nanos.getAsLong() + ROUND_TRIP_NANOS;
            for (LoadedPartition partition : next) {
                if (effect.failure().isPresent()) {
                    queue.expectNoMore(firing.keyAt(partition));
                } else {
                    queue.expectUntil(firing.keyAt(partition), deadline);
                }
            }
        }
    }

    /** Says which firings come of this one here. */
    private List<LoadedPartition> expectNext(Firing firing) {
        synchronized (lock) {
            List<LoadedPartition> next = turnTakers.after(firing);
            next.forEach(partition ->
                    queue.expect(partition.lane(), firing.keyAt(partition), nanos.getAsLong() + Long.MAX_VALUE / 2));
            return next;
        }
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
        synchronized (lock) {
            draining = true;
            queue.expectNothing();
            lock.notifyAll();
        }
        thread.join(Math.max(1, patience.toMillis()));
        return hasEnded();
    }

    /** Whether nothing is computed any more, so that the partitions can be freed. */
    public boolean hasEnded() {
        return !thread.isAlive();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
            if (!hasEnded()) {
                LOG.warn("a partition is still computing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.hyps.runner.dataflow;

import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final TurnQueue<Work> queue;
    private final List<Fence> fences = new ArrayList<>();
    private final TurnTakers turnTakers;
    private final BatchSizes batchSizes;
    private volatile TensorEncoder encoder = new TensorEncoder();
    private boolean draining;

    /** What waits. */
    private sealed interface Work {
        /** To be computed. */
        record Fire(Firing firing) implements Work {}

        /** To be passed on. */
        record Tell(Effect effect) implements Work {}
    }

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
            String device,
            Forwarder forwarder,
            WorkCounters counters,
            LongSupplier nanos,
            Clock clock,
            QueueLimits limits) {
        this.device = device;
        this.forwarder = forwarder;
        this.counters = counters;
        this.nanos = nanos;
        this.clock = clock;
        this.queue = new TurnQueue<>(limits.capacity());
        this.batchSizes = new BatchSizes(limits.batchTime());
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
                batchSizes.forget(partition);
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
            return !draining && queue.offer(firing.partition().lane(), firing.key(), new Work.Fire(firing));
        }
    }

    /** Queues an effect that needs no computation, such as a complaint; false if there is no place. Never blocks. */
    boolean submit(Effect effect) {
        synchronized (lock) {
            lock.notifyAll();
            return !draining && queue.offer(new Work.Tell(effect));
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
                Optional<Work> next = queue.poll(nanos.getAsLong());
                if (next.isPresent()) {
                    return task(next.get());
                }
                if (draining && queue.size() == 0) {
                    return null;
                }
                awaitWork();
            }
            throw new InterruptedException();
        }
    }

    private Runnable task(Work work) {
        if (work instanceof Work.Tell tell) {
            return () -> forward(tell.effect());
        }
        if (work instanceof Work.Fire fire) {
            Firing firing = fire.firing();
            return firing.partition().framesAtOnce() == 1 ? () -> perform(firing) : atOnce(firing);
        }
        throw new IllegalStateException("no handling of " + work);
    }

    /** With what waits for the same partition right behind it, as much as is good: it never waits for more. */
    private Runnable atOnce(Firing first) {
        LoadedPartition partition = first.partition();
        long nextFence = fences.stream().mapToLong(Fence::number).min().orElse(Long.MAX_VALUE);
        int ahead = queue.countAhead(
                work -> work instanceof Work.Fire fire
                        && fire.firing().partition().name().equals(partition.name()),
                nextFence);
        BatchSize size = batchSizes.of(partition);
        int frames = size.choose(Math.min(1 + ahead, partition.framesAtOnce()));
        List<Firing> firings = new ArrayList<>(List.of(first));
        for (Work work : queue.pollAhead(frames - 1)) {
            if (work instanceof Work.Fire fire) {
                firings.add(fire.firing());
            }
        }
        return () -> perform(firings, size);
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

    /** All at once; one by one if that fails, so that none suffers from another. */
    private void perform(List<Firing> waiting, BatchSize size) {
        List<Firing> firings =
                waiting.stream().filter(firing -> !isGivenUp(firing)).toList();
        if (firings.isEmpty()) {
            return;
        }
        Optional<Batch.Computed> computed = new Batch(firings).compute(counters, nanos, clock);
        if (computed.isPresent()) {
            Firing.Span span = computed.get().span();
            size.took(firings.size(), span.computeNanos());
            for (int i = 0; i < firings.size() && !isClosing(); i++) {
                Map<String, Tensor> outputs = computed.get().outputs().get(i);
                forward(firings.get(i).effect(device, encoder, span, outputs, Optional.empty()));
            }
            return;
        }
        boolean allWork = true;
        for (Firing firing : firings) {
            if (isClosing()) {
                return;
            }
            allWork &= perform(firing);
        }
        if (allWork) {
            LOG.info("{} frames at once failed though each works alone: no more so many", firings.size());
            size.cannot(firings.size());
        }
    }

    private static boolean isClosing() {
        return Thread.currentThread().isInterrupted();
    }

    private boolean isGivenUp(Firing firing) {
        if (!firing.isExpired(nanos.getAsLong())) {
            return false;
        }
        counters.abandoned();
        firing.release();
        return true;
    }

    /** Whether it was computed. */
    private boolean perform(Firing firing) {
        if (isGivenUp(firing)) {
            return false;
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
        return effect.failure().isEmpty();
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

package io.hyps.runner.dataflow;

import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.tensor.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes effects while the next ones are computed, and has the inputs acknowledged once the broker has answered for
 * every output. What cannot be delivered is told to the gateway instead. At most so many effects are under way; each
 * holds a place from {@link #forward} to its acknowledgement, so the queue behind it cannot overflow.
 */
public final class Forwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final MqttLink link;
    private final WorkCounters counters;
    private final LongSupplier nanos;
    private final int mostInFlight;
    private final Semaphore places;
    private final ArrayBlockingQueue<Step> steps;
    private final Thread thread;

    /** An effect to publish, or a complaint on one that could not be. */
    private record Step(Effect effect, Optional<Failure> complaint, long sinceNanos) {}

    public Forwarder(MqttLink link, WorkCounters counters, LongSupplier nanos, int mostInFlight) {
        this.link = link;
        this.counters = counters;
        this.nanos = nanos;
        this.mostInFlight = mostInFlight;
        this.places = new Semaphore(mostInFlight);
        this.steps = new ArrayBlockingQueue<>(mostInFlight);
        this.thread = new Thread(this::publishAll, "hyps-publish");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for a place, then returns at once. */
    void forward(Effect effect) throws InterruptedException {
        places.acquire();
        steps.add(new Step(effect, Optional.empty(), nanos.getAsLong()));
    }

    /** Waits until nothing is under way any more. */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        if (!places.tryAcquire(mostInFlight, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        places.release(mostInFlight);
        return true;
    }

    private void publishAll() {
        try {
            while (true) {
                Step step = steps.take();
                try {
                    publish(step);
                } catch (RuntimeException | OutOfMemoryError e) {
                    LOG.error("partition={} cannot publish", partition(step.effect()), e);
                    finish(step.effect());
                }
            }
        } catch (InterruptedException closing) {
            LOG.debug("publishing ends");
        }
    }

    private void publish(Step step) throws InterruptedException {
        Effect effect = step.effect();
        long now = nanos.getAsLong();
        if (effect.isExpired(now)) {
            counters.abandoned();
            LOG.debug(
                    "frameId={} expired before it could be published",
                    effect.address().frame());
            finish(effect);
            return;
        }
        List<Publication> publications = step.complaint()
                .map(failure -> List.of(effect.complaint(failure, now)))
                .orElseGet(() -> effect.publications(now));
        List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
        for (Publication publication : publications) {
            try {
                outcomes.add(link.publish(publication));
            } catch (LinkException e) {
                outcomes.add(CompletableFuture.failedFuture(e));
            }
        }
        boolean last = step.complaint().isPresent() || effect.failure().isPresent();
        var unused = CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .whenComplete((all, failed) -> settle(step, problemOf(effect, publications, outcomes), last));
    }

    /** May be called by the link's own thread: must not block. */
    private void settle(Step step, Optional<Failure> problem, boolean last) {
        Effect effect = step.effect();
        if (problem.isPresent() && !last) {
            steps.add(new Step(effect, problem, step.sinceNanos()));
            return;
        }
        problem.ifPresent(failure -> LOG.warn(
                "frameId={} partition={} the gateway cannot be told: {}",
                effect.address().frame(),
                partition(effect),
                failure.message()));
        counters.published(nanos.getAsLong() - step.sinceNanos());
        if (last) {
            counters.failure();
        } else {
            counters.frame();
        }
        finish(effect);
    }

    private static Optional<Failure> problemOf(
            Effect effect, List<Publication> publications, List<CompletableFuture<PublishOutcome>> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            String topic = publications.get(i).topic();
            try {
                PublishOutcome outcome = outcomes.get(i).join();
                if (outcome instanceof PublishOutcome.NoSubscribers) {
                    return Optional.of(effect.failure(Failure.Code.NO_SUBSCRIBER, "nobody subscribes to " + topic));
                }
                if (outcome instanceof PublishOutcome.Refused refused) {
                    return Optional.of(effect.failure(
                            Failure.Code.PUBLISH_FAILED, "the broker refused " + topic + ": " + refused.reason()));
                }
            } catch (CompletionException e) {
                return Optional.of(
                        effect.failure(Failure.Code.PUBLISH_FAILED, "cannot publish " + topic + ": " + reason(e)));
            }
        }
        return Optional.empty();
    }

    private static String reason(CompletionException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    private void finish(Effect effect) {
        effect.done().run();
        places.release();
    }

    private static String partition(Effect effect) {
        return effect.partition().partition().id();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

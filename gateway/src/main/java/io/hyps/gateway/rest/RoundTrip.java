package io.hyps.gateway.rest;

import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.kafka.EventRefusedException;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes a frame from its request into Kafka, and waits for its result. Safe for use from many threads. */
final class RoundTrip {
    private final FrameDesk desk;
    private final Duration keptWithin;

    RoundTrip(FrameDesk desk, Duration keptWithin) {
        this.desk = desk;
        this.keptWithin = keptWithin;
    }

    /**
     * Sends the frame on its way.
     *
     * @throws RefusedException if Kafka does not take it, or not in time
     */
    Sent send(Frame frame, Request request, Duration wait) throws RefusedException, InterruptedException {
        CompletableFuture<ResultRecord> answer = desk.answers().expect(frame.id());
        try {
            FrameKeeper.Kept kept = keep(frame, request);
            if (!kept.frame().equals(frame.id())) {
                return new Sent(kept.frame(), earlier(kept.frame(), wait));
            }
            desk.answers().kept(frame.id());
            Optional<ResultRecord> result = await(answer, wait);
            Optional<FrameId> first = result.flatMap(ResultRecord::duplicateOf);
            return first.isPresent() ? new Sent(first.get(), earlier(first.get(), wait)) : new Sent(frame.id(), result);
        } finally {
            desk.answers().forget(frame.id(), answer);
        }
    }

    private FrameKeeper.Kept keep(Frame frame, Request request) throws RefusedException, InterruptedException {
        CompletableFuture<FrameKeeper.Kept> kept = desk.keep(frame);
        request.hold(kept);
        try {
            return kept.get(keptWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RefusedException(
                            503,
                            "Kafka has not acknowledged it yet, and may still take it; send it again under the same id",
                            e)
                    .with("Retry-After", "5")
                    .saying("frame", frame.id().toString());
        } catch (ExecutionException e) {
            boolean tooLarge = e.getCause() instanceof EventRefusedException refused && refused.tooLarge();
            throw new RefusedException(
                    tooLarge ? 413 : 500,
                    tooLarge ? "Kafka's topic takes no records as large as this" : "Kafka refuses it",
                    e);
        }
    }

    /** The result of a frame that may have been sent at any time. */
    Optional<ResultRecord> earlier(FrameId frame, Duration wait) throws RefusedException, InterruptedException {
        CompletableFuture<ResultRecord> answer = desk.answers().expect(frame);
        try {
            if (!answer.isDone() && !desk.answers().isUnanswered(frame)) {
                Optional<ResultRecord> found = desk.search(frame);
                if (found.isPresent()) {
                    return found;
                }
            }
            return await(answer, wait);
        } finally {
            desk.answers().forget(frame, answer);
        }
    }

    /** The result of a frame that is known to have none yet. */
    Optional<ResultRecord> await(FrameId frame, Duration wait) throws InterruptedException {
        CompletableFuture<ResultRecord> answer = desk.answers().expect(frame);
        try {
            return await(answer, wait);
        } finally {
            desk.answers().forget(frame, answer);
        }
    }

    private static Optional<ResultRecord> await(CompletableFuture<ResultRecord> answer, Duration wait)
            throws InterruptedException {
        try {
            return Optional.of(answer.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | CancellationException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("results are only ever completed", e);
        }
    }

    /**
     * A frame that is in Kafka: the one that was sent, or an earlier one of the same sensor and supplied id.
     *
     * @param result none if it has not come in time
     */
    record Sent(FrameId frame, Optional<ResultRecord> result) {}
}

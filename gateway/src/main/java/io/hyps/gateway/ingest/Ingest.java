package io.hyps.gateway.ingest;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.EventRefusedException;
import io.hyps.gateway.mqtt.SensorAnswers;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one message from a sensor: Kafka first; then word to the sensor; then, and only then, the acknowledgement to the
 * broker. What is not a frame becomes a dead letter in the same order. Nothing is acknowledged while Kafka is away.
 */
final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final EventLog log;
    private final SensorOutlet sensors;
    private final Inspector inspector;
    private final FrameKeeper keeper;
    private final Executor answers;

    /** @param answers where sensors are told: neither on Kafka's thread, nor on the one that takes the next message */
    Ingest(EventLog log, FrameKeeper keeper, SensorOutlet sensors, IngestLimits limits, Clock clock, Executor answers) {
        this.log = log;
        this.keeper = keeper;
        this.sensors = sensors;
        this.answers = answers;
        this.inspector = new Inspector(limits.largestImageBytes(), clock);
    }

    /**
     * Begins; may block as {@link EventLog#append} does.
     *
     * @return completes when the message has been acknowledged, exceptionally if it has not
     */
    CompletableFuture<Void> take(Delivery delivery) {
        Inspection inspection = inspector.inspect(delivery.message());
        if (inspection instanceof Inspection.Good good) {
            return keep(good.frame(), delivery);
        }
        if (inspection instanceof Inspection.Bad bad) {
            return bury(bad, delivery);
        }
        throw new IllegalStateException("unknown inspection " + inspection);
    }

    private CompletableFuture<Void> keep(Frame frame, Delivery delivery) {
        return keeper.keep(frame, answers)
                .handle((kept, failure) ->
                        failure == null ? accept(frame, kept, delivery) : refuse(frame, cause(failure), delivery))
                .thenCompose(told -> told);
    }

    private CompletableFuture<Void> refuse(Frame frame, Throwable cause, Delivery delivery) {
        ErrorCode code = isTooLarge(cause) ? ErrorCode.IMAGE_TOO_LARGE : ErrorCode.INTERNAL;
        return bury(inspector.refused(frame, code, String.valueOf(cause.getMessage())), delivery);
    }

    private CompletableFuture<Void> accept(Frame frame, FrameKeeper.Kept kept, Delivery delivery) {
        Accepted accepted = new Accepted(
                kept.frame(),
                frame.suppliedId().orElseGet(kept.frame()::toString),
                frame.sensor(),
                frame.model(),
                frame.receivedAt().toString(),
                kept.duplicate());
        return say(List.of(SensorAnswers.accepted(accepted)), delivery);
    }

    private CompletableFuture<Void> bury(Inspection.Bad bad, Delivery delivery) {
        LOG.info("image refused topic={} code={} reason={}", delivery.message().topic(), bad.code(), bad.message());
        return log.append(FrameTopics.DEAD_LETTERS, bad.key(), bad.deadLetter())
                .exceptionallyComposeAsync(failure -> buryWithoutImage(bad, failure), answers)
                .thenComposeAsync(done -> say(errors(bad), delivery), answers);
    }

    /** A topic of Kafka's may take less than the gateway does; the reason is kept all the same. */
    private CompletionStage<Void> buryWithoutImage(Inspection.Bad bad, Throwable failure) {
        if (!isTooLarge(cause(failure))) {
            return CompletableFuture.failedFuture(failure);
        }
        CloudEvent reason =
                CloudEventBuilder.v1(bad.deadLetter()).withData(new byte[0]).build();
        return log.append(FrameTopics.DEAD_LETTERS, bad.key(), reason);
    }

    private static boolean isTooLarge(Throwable cause) {
        return cause instanceof EventRefusedException refused && refused.tooLarge();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static List<Publication> errors(Inspection.Bad bad) {
        return bad.answer()
                .map(answer -> SensorAnswers.result(answer.addressee(), answer.json()))
                .orElseGet(List::of);
    }

    /** A broken link loses the word, and the acknowledgement with it: the broker delivers the message again. */
    private CompletableFuture<Void> say(List<Publication> publications, Delivery delivery) {
        return sensors.publish(publications).handle((done, failure) -> {
            if (failure != null) {
                LOG.debug(
                        "sensor not told topic={} reason={}", delivery.message().topic(), failure.getMessage());
            }
            delivery.acknowledge();
            return null;
        });
    }
}

package io.hyps.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.ingest.IngestLimits;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.gateway.GatewayStatus.ModelDispatch;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;
import io.hyps.protocol.result.InferenceResult.Stage;
import io.hyps.protocol.result.InferenceResult.Status;
import io.hyps.protocol.result.InferenceResult.Timings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GatewayMetersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GatewayMeters meters = new GatewayMeters(registry);
    private final Frame frame = new Frame(
            FrameId.create(),
            "cam-1",
            "fashion",
            Optional.empty(),
            NOW,
            NOW,
            "image/png",
            Optional.empty(),
            Optional.empty(),
            Payload.of(new byte[10]));

    @Test
    void countsWhatKafkaHasAndNotWhatItRefuses() {
        EventLog log = meters.counting((topic, key, event) -> CompletableFuture.completedFuture(null));
        EventLog broken = meters.counting(
                (topic, key, event) -> CompletableFuture.failedFuture(new IllegalStateException("away")));

        assertThat(log.append(FrameTopics.FRAMES, "cam-1", FrameEvents.ofFrame(frame)))
                .isCompleted();
        assertThat(broken.append(FrameTopics.FRAMES, "cam-1", FrameEvents.ofFrame(frame)))
                .isCompletedExceptionally();
        assertThat(log.append(
                        FrameTopics.DEAD_LETTERS,
                        "cam-1",
                        FrameEvents.ofDeadLetter(frame, ErrorCode.EMPTY_IMAGE, "empty")))
                .isCompleted();

        assertThat(count("hyps.gateway.frames.ingested")).isEqualTo(1);
        assertThat(count("hyps.gateway.frames.ingested.bytes")).isEqualTo(10);
        assertThat(registry.get("hyps.gateway.dead.letters")
                        .tag("reason", "empty-image")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tellsWhereTheTimeOfAFrameGoes() {
        meters.count(result(Status.OK, 3, null));

        assertThat(stage("total")).isEqualTo(100);
        assertThat(stage("ingest")).isEqualTo(10);
        assertThat(stage("compute")).isEqualTo(30);
        assertThat(stage("wait")).isEqualTo(5);
        assertThat(stage("transfer")).isEqualTo(25);
        assertThat(registry.get("hyps.gateway.partition.latency")
                        .tags("model", "fashion", "partition", "p1", "stage", "compute")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(count("hyps.gateway.retries")).isEqualTo(2);
    }

    @Test
    void countsErrorsByTheirReason() {
        meters.count(result(Status.ERROR, 1, new FrameError(ErrorCode.DEADLINE_EXCEEDED, "late")));

        assertThat(registry.get("hyps.gateway.results")
                        .tag("status", "error")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("hyps.gateway.dead.letters")
                        .tag("reason", "deadline-exceeded")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void hasOneMeterForAllModelsThatAreNotThere() {
        meters.count(result(Status.ERROR, 1, new FrameError(ErrorCode.UNKNOWN_MODEL, "none")));

        assertThat(registry.get("hyps.gateway.results")
                        .tag("model", "unknown")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.find("hyps.gateway.results").tag("model", "fashion").counter())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"DUPLICATE", "BAD_PROPERTIES", "DEADLINE_EXCEEDED"})
    void hasAMeterOfItsOwnForAModelThatHasAPlanOnly(ErrorCode code) {
        InferenceResult failed = result(Status.ERROR, 1, new FrameError(code, "of any name"));
        meters.dispatches(List.of(new ModelDispatch("fashion", null, List.of(), 0)));
        meters.count(failed);

        assertThat(registry.find("hyps.gateway.results").tag("model", "fashion").counter())
                .isNull();
        assertThat(registry.find("hyps.gateway.retries").tag("model", "fashion").counter())
                .isNull();

        meters.dispatches(List.of(new ModelDispatch("fashion", new Epoch(1, 1), List.of(), 0)));
        meters.count(failed);

        assertThat(ofModel("unknown")).isEqualTo(1);
        assertThat(ofModel("fashion")).isEqualTo(1);
    }

    @Test
    void countsWhatASensorSendsAgain() {
        Frame sent = new Frame(
                FrameId.create(),
                "cam-1",
                "fashion",
                Optional.of("shot-1"),
                NOW,
                NOW,
                "image/png",
                Optional.empty(),
                Optional.empty(),
                Payload.of(new byte[10]));
        FrameKeeper keeper = new FrameKeeper(
                (topic, key, event) -> CompletableFuture.completedFuture(null),
                KnownIds.NONE,
                new IngestLimits(1000, 10, 1));
        meters.duplicates(keeper);

        assertThat(keeper.keep(sent, Runnable::run)).isCompleted();
        assertThat(keeper.keep(sent, Runnable::run)).isCompleted();

        assertThat(registry.get("hyps.gateway.duplicates").functionCounter().count())
                .isEqualTo(1);
    }

    @Test
    void showsHowFarItIsBehind() {
        meters.lag("hyps.frames", () -> 12);

        assertThat(registry.get("hyps.gateway.consumer.lag")
                        .tag("topic", "hyps.frames")
                        .gauge()
                        .value())
                .isEqualTo(12);
    }

    @Test
    void showsTheFramesInFlight() {
        meters.dispatches(List.of(
                new ModelDispatch("a", new Epoch(1, 1), List.of(), 3), new ModelDispatch("b", null, List.of(), 4)));

        assertThat(registry.get("hyps.gateway.frames.in.flight").gauge().value())
                .isEqualTo(7);
    }

    private double count(String counter) {
        return registry.get(counter).counter().count();
    }

    private double ofModel(String model) {
        return registry.get("hyps.gateway.results")
                .tag("model", model)
                .counter()
                .count();
    }

    private double stage(String stage) {
        return registry.get("hyps.gateway.latency").tag("stage", stage).timer().totalTime(TimeUnit.MILLISECONDS);
    }

    private InferenceResult result(Status status, int attempt, @Nullable FrameError error) {
        return new InferenceResult(
                status,
                frame.id(),
                frame.sensorsId(),
                frame.sensor(),
                frame.model(),
                new Epoch(1, 1),
                attempt,
                NOW.toString(),
                NOW.toString(),
                null,
                null,
                new Timings(100, 10, 5, 2, 60, List.of(new Stage("p0", "a", 2, 10), new Stage("p1", "b", 3, 20))),
                error);
    }
}

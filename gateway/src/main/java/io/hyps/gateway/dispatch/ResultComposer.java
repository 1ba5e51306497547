package io.hyps.gateway.dispatch;

import io.hyps.gateway.collect.Answer;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;
import io.hyps.protocol.result.InferenceResult.Stage;
import io.hyps.protocol.result.InferenceResult.Status;
import io.hyps.protocol.result.InferenceResult.Timings;
import io.hyps.protocol.tensor.StageTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what a frame's result says. */
final class ResultComposer {
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private ResultComposer() {}

    static InferenceResult answer(Frame frame, Attempt attempt, Answer answer, Timings timings, Instant completedAt) {
        return new InferenceResult(
                Status.OK,
                frame.id(),
                frame.sensorsId(),
                frame.sensor(),
                frame.model(),
                attempt.epoch(),
                attempt.number(),
                frame.receivedAt().toString(),
                completedAt.toString(),
                answer.predictions().isEmpty() ? null : answer.predictions(),
                answer.outputs().orElse(null),
                timings,
                null);
    }

    /** @param attempt the last; none if it never came to one */
    static InferenceResult error(
            Frame frame, @Nullable Attempt attempt, ErrorCode code, String message, Instant completedAt) {
        return new InferenceResult(
                Status.ERROR,
                frame.id(),
                frame.sensorsId(),
                frame.sensor(),
                frame.model(),
                attempt == null ? null : attempt.epoch(),
                attempt == null ? null : Integer.valueOf(attempt.number()),
                frame.receivedAt().toString(),
                completedAt.toString(),
                null,
                null,
                null,
                new FrameError(code, message));
    }

    static Timings timings(Course course, long preprocessNanos, long pipelineNanos, List<StageTime> stages) {
        return new Timings(
                millis(course.receivedAt(), course.completedAt()),
                millis(course.receivedAt(), course.storedAt()),
                millis(course.storedAt(), course.takenAt()),
                preprocessNanos / NANOS_PER_MILLI,
                pipelineNanos / NANOS_PER_MILLI,
                stages.stream()
                        .map(s -> new Stage(
                                s.partition(),
                                s.device(),
                                s.waitMicros() / MICROS_PER_MILLI,
                                s.computeMicros() / MICROS_PER_MILLI))
                        .toList());
    }

    /** Clocks of two machines may disagree, so never below zero. */
    private static double millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / NANOS_PER_MILLI);
    }

    /** When a frame passed where. */
    record Course(Instant receivedAt, Instant storedAt, Instant takenAt, Instant completedAt) {}
}

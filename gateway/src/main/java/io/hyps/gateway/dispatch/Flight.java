package io.hyps.gateway.dispatch;

import io.hyps.gateway.collect.Answer;
import io.hyps.gateway.collect.OutputJoin;
import io.hyps.gateway.collect.OutputJoin.Outcome;
import io.hyps.gateway.collect.UnusableAnswerException;
import io.hyps.gateway.image.ImageRefusedException;
import io.hyps.gateway.kafka.FrameTicket;
import io.hyps.gateway.trace.FrameTrace;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.plan.ClassOutput;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One frame on its way to its result: waits for a plan, is prepared, is tried until an attempt is answered or the last
 * has failed. An answer to an earlier attempt counts too: the first complete one wins. Touched on the lane only.
 */
final class Flight {
    private static final Logger LOG = LoggerFactory.getLogger(Flight.class);
    private static final int NUMBERS_A_SECOND = 4;
    private static final Duration HOLD = Duration.ofMillis(50);

    private final Frame frame;
    private final Instant storedAt;
    private final Instant takenAt;
    /**
     * The number before that of the first attempt. Another gateway, or this one's process before, may have tried the frame;
     * runners pass over an attempt that they have seen.
     */
    private final int numberBefore;

    private final Crew crew;
    private final Landing landing;
    private final FrameTrace trace;
    private final Map<Integer, Attempt> attempts = new HashMap<>();
    private Lane.Timer timer = () -> {};
    private FramePreparer.@Nullable Prepared prepared;
    private @Nullable Attempt current;
    private @Nullable Attempt last;

    Flight(Frame frame, Instant storedAt, FrameTicket ticket, Crew crew) {
        this.frame = frame;
        this.storedAt = storedAt;
        this.takenAt = crew.time().clock().instant();
        this.numberBefore = numberBefore(storedAt, takenAt);
        this.crew = crew;
        this.landing = new Landing(this, crew, ticket);
        this.trace = crew.ports().traces().ofDispatch(frame, takenAt);
    }

    /** Grows with the time since Kafka has the frame, faster than attempts fail. */
    private static int numberBefore(Instant storedAt, Instant takenAt) {
        long seconds = Math.max(0, Duration.between(storedAt, takenAt).toSeconds());
        return (int) Math.min(Integer.MAX_VALUE / 2, seconds * NUMBERS_A_SECOND);
    }

    Frame frame() {
        return frame;
    }

    /** The attempt under way. */
    Optional<Attempt> current() {
        return Optional.ofNullable(current);
    }

    /** Adds another record of the same frame, which the one result will do for. */
    void join(FrameTicket ticket) {
        landing.add(ticket);
    }

    /** Goes on as far as it can. */
    void advance() {
        if (landing.begun()) {
            return;
        }
        Optional<PublishedPlan> plan = crew.plans().active(frame.model());
        if (!crew.ports().sender().isConnected()
                || (plan.isEmpty() && !crew.tower().plansAreHere())) {
            timer = crew.lane().after(HOLD, this::advance);
        } else if (plan.isEmpty()) {
            fail(
                    ErrorCode.UNKNOWN_MODEL,
                    "no plan of model '" + frame.model() + "' is active; publish one ('hyps publish')");
        } else if (prepared != null && prepared.suits(plan.get().plan())) {
            attempt(plan.get(), prepared.tensors());
        } else {
            prepare(plan.get());
        }
    }

    private void prepare(PublishedPlan plan) {
        crew.workers().execute(() -> {
            try {
                FramePreparer.Prepared done = crew.ports().preparer().prepare(plan.plan(), frame);
                crew.lane().execute(() -> {
                    prepared = done;
                    trace.prepared(Duration.ofNanos(done.nanos()));
                    advance();
                });
            } catch (ImageRefusedException e) {
                crew.lane().execute(() -> fail(e.code(), String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.error("image not prepared frameId={} model={}", frame.id(), frame.model(), e);
                crew.lane().execute(() -> fail(ErrorCode.INTERNAL, "the image could not be prepared: " + e));
            }
        });
    }

    private void attempt(PublishedPlan plan, Map<String, Tensor> inputs) {
        Attempt attempt = new Attempt(
                attempts.size() + 1,
                plan,
                new OutputJoin(plan.plan()),
                crew.time().nanos().getAsLong());
        attempts.put(attempt.number(), attempt);
        current = attempt;
        last = attempt;
        Duration deadline = crew.limits().attemptDeadline();
        timer = crew.lane()
                .after(
                        deadline,
                        () -> failed(
                                attempt,
                                ErrorCode.DEADLINE_EXCEEDED,
                                "no answer within " + deadline.toMillis() + " ms",
                                true));
        LOG.debug(
                "frame dispatched frameId={} model={} epoch={} attempt={}",
                frame.id(),
                frame.model(),
                plan.epoch(),
                attempt.number());
        Optional<String> context = trace.context().or(frame::traceParent);
        crew.workers().execute(() -> inputs.forEach((name, tensor) -> send(attempt, name, tensor, context)));
    }

    private void send(Attempt attempt, String name, Tensor tensor, Optional<String> context) {
        TensorMessage.Address address = new TensorMessage.Address(
                frame.id(), frame.model(), attempt.epoch(), numberBefore + attempt.number(), crew.gateway(), name);
        var unused = crew.ports()
                .sender()
                .send(address, attempt.plan().plan(), tensor, crew.limits().attemptDeadline(), context)
                .thenAccept(cause -> cause.ifPresent(
                        why -> crew.lane().execute(() -> failed(attempt, ErrorCode.PARTITION_FAILED, why, true))));
    }

    /**
     * Takes what a runner sent.
     *
     * @return whether the message belonged to an attempt and was new
     */
    boolean output(TensorMessage message) {
        TensorMessage.Address address = message.address();
        Attempt attempt = attempts.get(address.attempt() - numberBefore);
        boolean known = attempt != null
                && attempt.epoch().equals(address.epoch())
                && frame.model().equals(address.model());
        if (landing.begun() || attempt == null || !known) {
            return false;
        }
        if (message instanceof TensorMessage.Failed failed) {
            Failure failure = failed.failure();
            String cause = "partition '" + ForeignText.printable(failure.partition()) + "' on device '"
                    + ForeignText.printable(failure.device()) + "': " + failure.code() + ": "
                    + ForeignText.printable(failure.message());
            failed(attempt, ErrorCode.PARTITION_FAILED, cause, mayHelp(failure.code()));
            return true;
        }
        Outcome outcome = attempt.join().offer((TensorMessage.Data) message);
        if (outcome instanceof Outcome.Complete complete) {
            answer(attempt, complete);
        } else if (outcome instanceof Outcome.Wrong wrong) {
            failed(attempt, ErrorCode.PARTITION_FAILED, wrong.reason(), true);
        }
        return !(outcome instanceof Outcome.Duplicate);
    }

    /** Whether trying again may give another outcome. */
    private static boolean mayHelp(Failure.Code code) {
        return switch (code) {
            case MALFORMED_TENSOR, WRONG_TENSOR -> false;
            case EXECUTION_FAILED, NO_SUBSCRIBER, PUBLISH_FAILED, OTHER -> true;
        };
    }

    /** Ends the attempt under way if its plan is no more. */
    void planRetired() {
        Attempt attempt = current;
        if (attempt != null && !crew.plans().holds(attempt.plan())) {
            failed(attempt, ErrorCode.PARTITION_FAILED, "plan " + attempt.epoch() + " was retired", true);
        }
    }

    private void failed(Attempt attempt, ErrorCode code, String cause, boolean again) {
        if (landing.begun() || !attempt.equals(current)) {
            return;
        }
        current = null;
        timer.cancel();
        int most = crew.limits().mostAttempts();
        trace.attempted(new FrameTrace.Try(
                attempt.number(), attempt.epoch(), sinceStart(attempt), Optional.of(cause), List.of()));
        LOG.debug("attempt failed frameId={} attempt={} reason={}", frame.id(), attempt.number(), cause);
        if (again && attempt.number() < most) {
            timer = crew.lane().after(crew.limits().backoffAfter(attempt.number()), this::advance);
        } else {
            fail(code, "attempt " + attempt.number() + " of " + most + " failed: " + cause);
        }
    }

    private void answer(Attempt attempt, Outcome.Complete complete) {
        long pipelineNanos = sinceStart(attempt).toNanos();
        trace.attempted(new FrameTrace.Try(
                attempt.number(),
                attempt.epoch(),
                Duration.ofNanos(pipelineNanos),
                Optional.empty(),
                complete.stages()));
        trace.answered(Optional.empty());
        Optional<ClassOutput> meaning = attempt.plan().plan().findManifest().flatMap(Manifest::findOutput);
        end();
        landing.begin(() -> {
            Instant now = crew.time().clock().instant();
            try {
                Answer answer = FramePreparer.isOfTensors(frame)
                        ? Answer.ofTensors(meaning, complete.outputs())
                        : Answer.ofImage(meaning, complete.outputs());
                return ResultComposer.answer(
                        frame,
                        attempt,
                        answer,
                        ResultComposer.timings(
                                new ResultComposer.Course(frame.receivedAt(), storedAt, takenAt, now),
                                prepared == null ? 0 : prepared.nanos(),
                                pipelineNanos,
                                complete.stages()),
                        now);
            } catch (UnusableAnswerException e) {
                return ResultComposer.error(
                        frame, attempt, ErrorCode.PARTITION_FAILED, String.valueOf(e.getMessage()), now);
            }
        });
    }

    private Duration sinceStart(Attempt attempt) {
        return Duration.ofNanos(crew.time().nanos().getAsLong() - attempt.startNanos());
    }

    /** Ends without an answer. */
    void fail(ErrorCode code, String message) {
        if (landing.begun()) {
            return;
        }
        Attempt attempt = last;
        trace.answered(Optional.of(code));
        end();
        LOG.info(
                "frame has no answer frameId={} sensor={} model={} code={} reason={}",
                frame.id(),
                frame.sensor(),
                frame.model(),
                code,
                message);
        landing.begin(() -> ResultComposer.error(
                frame, attempt, code, message, crew.time().clock().instant()));
    }

    /** The result if the one that was composed cannot be kept. */
    InferenceResult fallback(String reason) {
        return ResultComposer.error(
                frame,
                null,
                ErrorCode.INTERNAL,
                "the result cannot be kept: " + reason,
                crew.time().clock().instant());
    }

    /** @param kept whether Kafka has the result; else another gateway will give it */
    void landed(boolean kept) {
        trace.ended(kept);
        crew.tower().landed(this, kept);
    }

    private void end() {
        timer.cancel();
        current = null;
    }
}

package io.hyps.gateway.trace;

import io.hyps.gateway.trace.OtlpTraces.Keys;
import io.hyps.protocol.result.ErrorCode;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The spans of one frame's dispatch: prepare, each attempt with its partitions, result. */
final class DispatchSpans implements FrameTrace {
    private final Span dispatch;
    private final Context within;
    private final Tracer gateway;
    private final Tracer runners;
    private final Clock clock;
    private @Nullable Instant answeredAt;

    DispatchSpans(Span dispatch, Tracer gateway, Tracer runners, Clock clock) {
        this.dispatch = dispatch;
        this.within = Context.root().with(dispatch);
        this.gateway = gateway;
        this.runners = runners;
        this.clock = clock;
    }

    @Override
    public Optional<String> context() {
        return Optional.of(TraceContext.text(dispatch));
    }

    @Override
    public void prepared(Duration took) {
        Instant now = clock.instant();
        begun(gateway, "prepare", within, now.minus(took)).startSpan().end(now);
    }

    @Override
    public void attempted(Try attempt) {
        Instant now = clock.instant();
        Instant start = now.minus(attempt.took());
        Span span = begun(gateway, "attempt", within, start)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Keys.ATTEMPT, (long) attempt.number())
                .setAttribute(Keys.EPOCH, attempt.epoch().toString())
                .startSpan();
        attempt.failure().ifPresent(why -> span.setStatus(StatusCode.ERROR, why));
        Context inAttempt = Context.root().with(span);
        for (StagePlaces.Place place : StagePlaces.within(start, now, attempt.stages())) {
            partition(inAttempt, place);
        }
        span.end(now);
    }

    private void partition(Context attempt, StagePlaces.Place place) {
        begun(runners, "partition " + place.stage().partition(), attempt, place.start())
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(Keys.PARTITION, place.stage().partition())
                .setAttribute(Keys.DEVICE, place.stage().device())
                .setAttribute(Keys.WAIT_MICROS, place.stage().waitMicros())
                .setAttribute(Keys.COMPUTE_MICROS, place.stage().computeMicros())
                .setAttribute(Keys.MOVED, place.moved())
                .startSpan()
                .end(place.end());
    }

    @Override
    public void answered(Optional<ErrorCode> error) {
        answeredAt = clock.instant();
        error.ifPresent(code -> dispatch.setStatus(StatusCode.ERROR).setAttribute(Keys.ERROR, code.toString()));
    }

    @Override
    public void ended(boolean kept) {
        Instant now = clock.instant();
        if (answeredAt != null) {
            Span result = begun(gateway, "result", within, answeredAt)
                    .setSpanKind(SpanKind.PRODUCER)
                    .startSpan();
            if (!kept) {
                result.setStatus(StatusCode.ERROR, "another gateway has the frame's partition now");
            }
            result.end(now);
        }
        dispatch.end(now);
    }

    private static SpanBuilder begun(Tracer tracer, String name, Context parent, Instant start) {
        return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(start);
    }
}

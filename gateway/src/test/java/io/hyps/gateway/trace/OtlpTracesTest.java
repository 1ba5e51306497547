package io.hyps.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.StageTime;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpTracesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SENSORS_SPAN = "b7ad6b7169203331";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OtlpTraces traces = new OtlpTraces(
            "g1",
            SimpleSpanProcessor.create(exporter),
            Sampler.parentBased(Sampler.alwaysOn()),
            Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<CloudEvent> kept = new ArrayList<>();
    private final EventLog log = (topic, key, event) -> {
        kept.add(event);
        return CompletableFuture.completedFuture(null);
    };

    @AfterEach
    void close() {
        traces.close();
    }

    @Test
    void followsAFrameFromTheSensorsSpanToItsResult() throws MalformedMessageException {
        append(frame(Optional.of("00-" + TRACE + "-" + SENSORS_SPAN + "-01")));
        FrameTrace dispatch = traces.ofDispatch(FrameEvents.toFrame(kept.get(0)), NOW.minusMillis(80));
        dispatch.prepared(Duration.ofMillis(5));
        dispatch.attempted(new FrameTrace.Try(
                1,
                new Epoch(1, 2),
                Duration.ofMillis(50),
                Optional.empty(),
                List.of(new StageTime("p0", "edge-1", 1000, 9000))));
        dispatch.answered(Optional.empty());
        dispatch.ended(true);

        assertThat(exporter.getFinishedSpanItems())
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
        assertThat(span("ingest").getParentSpanId()).isEqualTo(SENSORS_SPAN);
        assertThat(span("dispatch").getParentSpanId()).isEqualTo(span("ingest").getSpanId());
        for (String step : List.of("prepare", "attempt", "result")) {
            assertThat(span(step).getParentSpanId()).isEqualTo(span("dispatch").getSpanId());
        }
        SpanData partition = span("partition p0");
        assertThat(partition.getParentSpanId()).isEqualTo(span("attempt").getSpanId());
        assertThat(partition.getResource().getAttribute(AttributeKey.stringKey("service.name")))
                .isEqualTo("hyps-runner");
        assertThat(partition.getEndEpochNanos() - partition.getStartEpochNanos())
                .isEqualTo(10_000_000);
        assertThat(dispatch.context().orElseThrow())
                .isEqualTo("00-" + TRACE + "-" + span("dispatch").getSpanId() + "-01");
    }

    @Test
    void beginsATraceForASensorWithoutOne() throws MalformedMessageException {
        append(frame(Optional.empty()));

        assertThat(FrameEvents.toFrame(kept.get(0)).traceParent())
                .contains("00-" + span("ingest").getTraceId() + "-"
                        + span("ingest").getSpanId() + "-01");
    }

    @Test
    void leavesATraceThatTheSensorDoesNotRecord() throws MalformedMessageException {
        String unrecorded = "00-" + TRACE + "-" + SENSORS_SPAN + "-00";
        append(frame(Optional.of(unrecorded)));

        Frame frame = FrameEvents.toFrame(kept.get(0));
        assertThat(frame.traceParent()).contains(unrecorded);
        assertThat(traces.ofDispatch(frame, NOW).context()).isEmpty();
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void saysWhyAFrameHasNoAnswer() {
        FrameTrace dispatch = traces.ofDispatch(frame(Optional.empty()), NOW);
        dispatch.attempted(new FrameTrace.Try(
                3, new Epoch(1, 2), Duration.ofMillis(50), Optional.of("no answer within 50 ms"), List.of()));
        dispatch.answered(Optional.of(ErrorCode.DEADLINE_EXCEEDED));
        dispatch.ended(true);

        assertThat(span("attempt").getStatus().getDescription()).isEqualTo("no answer within 50 ms");
        assertThat(span("dispatch").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span("dispatch").getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("deadline-exceeded");
    }

    private void append(Frame frame) {
        traces.ofIngest(log)
                .append("hyps.frames", frame.sensor(), FrameEvents.ofFrame(frame))
                .join();
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name));
    }

    private static Frame frame(Optional<String> traceParent) {
        return new Frame(
                FrameId.create(),
                "cam-1",
                "m",
                Optional.empty(),
                NOW.minusMillis(100),
                NOW.minusMillis(90),
                "image/png",
                Optional.empty(),
                traceParent,
                Payload.ofText("pixels"));
    }
}

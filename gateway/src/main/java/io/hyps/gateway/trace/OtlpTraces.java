package io.hyps.gateway.trace;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans to an OpenTelemetry collector by OTLP over HTTP. The runners' spans are made here too, of the times that
 * come with their tensors. Spans wait in a bounded queue; when it is full, or the collector is away, they are dropped.
 */
public final class OtlpTraces implements FrameTraces {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long CLOSE_PATIENCE_SECONDS = 5;
    private static final String SCOPE = "io.hyps.gateway";

    private final SdkTracerProvider gatewayProvider;
    private final SdkTracerProvider runnerProvider;
    private final Tracer gateway;
    private final Tracer runners;
    private final Clock clock;

    OtlpTraces(String gatewayId, SpanProcessor processor, Sampler sampler, Clock clock) {
        this.gatewayProvider = provider("hyps-gateway", processor, sampler, Attributes.of(Keys.INSTANCE, gatewayId));
        this.runnerProvider = provider("hyps-runner", processor, sampler, Attributes.empty());
        this.gateway = gatewayProvider.get(SCOPE);
        this.runners = runnerProvider.get(SCOPE);
        this.clock = clock;
    }

    /**
     * Begins to send.
     *
     * @param collector such as {@code http://localhost:4318}
     * @param share of the frames whose sensor has not decided it by a trace context of its own, 0 to 1
     */
    public static OtlpTraces open(URI collector, double share, String gatewayId) {
        String base = collector.toString().replaceAll("/+$", "");
        SpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(base + "/v1/traces")
                .setTimeout(TIMEOUT)
                .build();
        SpanProcessor batches =
                BatchSpanProcessor.builder(exporter).setScheduleDelay(EVERY).build();
        return new OtlpTraces(
                gatewayId, batches, Sampler.parentBased(Sampler.traceIdRatioBased(share)), Clock.systemUTC());
    }

    private static SdkTracerProvider provider(
            String service, SpanProcessor processor, Sampler sampler, Attributes more) {
        return SdkTracerProvider.builder()
                .addSpanProcessor(processor)
                .setSampler(sampler)
                .setResource(
                        Resource.create(Attributes.of(Keys.SERVICE, service)).merge(Resource.create(more)))
                .build();
    }

    @Override
    public EventLog ofIngest(EventLog log) {
        return (topic, key, event) -> event.getType().equals(FrameEvents.FRAME_TYPE)
                ? append(log, topic, key, event)
                : log.append(topic, key, event);
    }

    private CompletableFuture<Void> append(EventLog log, String topic, String key, CloudEvent event) {
        Context parent = TraceContext.parse(text(event, TraceParent.NAME));
        Span span = gateway.spanBuilder("ingest")
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(receivedAt(event).orElseGet(clock::instant))
                .setAttribute(Keys.FRAME, event.getId())
                .setAttribute(Keys.SENSOR, key)
                .setAttribute(Keys.MODEL, String.valueOf(event.getSubject()))
                .startSpan();
        if (!span.isRecording()) {
            return log.append(topic, key, event);
        }
        CloudEvent traced = CloudEventBuilder.v1(event)
                .withExtension(TraceParent.NAME, TraceContext.text(span))
                .build();
        return log.append(topic, key, traced).whenComplete((done, failure) -> {
            if (failure != null) {
                span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            }
            span.end(clock.instant());
        });
    }

    @Override
    public FrameTrace ofDispatch(Frame frame, Instant takenAt) {
        Span span = gateway.spanBuilder("dispatch")
                .setParent(TraceContext.parse(frame.traceParent()))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(takenAt)
                .setAttribute(Keys.FRAME, frame.id().toString())
                .setAttribute(Keys.SENSOR, frame.sensor())
                .setAttribute(Keys.MODEL, frame.model())
                .startSpan();
        return span.isRecording() ? new DispatchSpans(span, gateway, runners, clock) : FrameTrace.OFF;
    }

    private static Optional<String> text(CloudEvent event, String extension) {
        return Optional.ofNullable(event.getExtension(extension)).map(Object::toString);
    }

    private static Optional<Instant> receivedAt(CloudEvent event) {
        return text(event, "receivedat").map(Instant::parse);
    }

    @Override
    public void close() {
        var unused = gatewayProvider.shutdown().join(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        unused = runnerProvider.shutdown().join(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The names of what spans say. */
    static final class Keys {
        static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
        static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");
        static final AttributeKey<String> FRAME = AttributeKey.stringKey("hyps.frame");
        static final AttributeKey<String> SENSOR = AttributeKey.stringKey("hyps.sensor");
        static final AttributeKey<String> MODEL = AttributeKey.stringKey("hyps.model");
        static final AttributeKey<String> EPOCH = AttributeKey.stringKey("hyps.epoch");
        static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("hyps.attempt");
        static final AttributeKey<String> PARTITION = AttributeKey.stringKey("hyps.partition");
        static final AttributeKey<String> DEVICE = AttributeKey.stringKey("hyps.device");
        static final AttributeKey<Long> WAIT_MICROS = AttributeKey.longKey("hyps.wait_us");
        static final AttributeKey<Long> COMPUTE_MICROS = AttributeKey.longKey("hyps.compute_us");
        static final AttributeKey<Boolean> MOVED = AttributeKey.booleanKey("hyps.time_estimated");
        static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

        private Keys() {}
    }
}

package io.hyps.gateway.app;

import io.cloudevents.CloudEvent;
import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultSink;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.gateway.GatewayStatus.ModelDispatch;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.Stage;
import io.hyps.protocol.result.InferenceResult.Timings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What /q/metrics tells of frames: ingest by what is appended to Kafka, answers by what is read of hyps.results, of which
 * each gateway of a group reads its share. Safe for use from many threads.
 */
final class GatewayMeters {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayMeters.class);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final MeterRegistry registry;
    private final AtomicLong inFlight = new AtomicLong();
    private final Counter ingested;
    private final Counter ingestedBytes;
    private final Timer append;
    private volatile Set<String> planned = Set.of();

    GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
        ingested = registry.counter("hyps.gateway.frames.ingested");
        ingestedBytes = registry.counter("hyps.gateway.frames.ingested.bytes");
        append = stage("append");
        Gauge.builder("hyps.gateway.frames.in.flight", inFlight, AtomicLong::doubleValue)
                .description("frames dispatched that have no result yet")
                .register(registry);
    }

    /** Takes what is dispatched now; a model that has an active plan has meters of its own from now on. */
    void dispatches(List<ModelDispatch> models) {
        planned = models.stream()
                .filter(model -> model.active() != null)
                .map(ModelDispatch::model)
                .collect(Collectors.toUnmodifiableSet());
        inFlight.set(models.stream().mapToLong(ModelDispatch::framesInFlight).sum());
    }

    /** Counts images that a sensor has sent before. */
    void duplicates(FrameKeeper keeper) {
        FunctionCounter.builder("hyps.gateway.duplicates", keeper, FrameKeeper::duplicates)
                .description("images that were accepted again, not kept again")
                .register(registry);
    }

    /** Shows how far the reading of a topic is behind. */
    void lag(String topic, Supplier<Number> recordsBehind) {
        Gauge.builder("hyps.gateway.consumer.lag", recordsBehind)
                .description("records of this gateway's partitions that it has not fetched yet")
                .tag("topic", topic)
                .register(registry);
    }

    /** Counts what ingest has kept, once Kafka has it. */
    EventLog counting(EventLog log) {
        return (topic, key, event) -> {
            long began = System.nanoTime();
            CompletableFuture<Void> appended = log.append(topic, key, event);
            return appended.whenComplete((done, failure) -> {
                if (failure == null) {
                    kept(event, System.nanoTime() - began);
                }
            });
        };
    }

    private void kept(CloudEvent event, long nanos) {
        if (event.getType().equals(FrameEvents.FRAME_TYPE)) {
            int bytes = event.getData() == null ? 0 : event.getData().toBytes().length;
            ingested.increment();
            ingestedBytes.increment(bytes);
            append.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            deadLetter(String.valueOf(event.getExtension("reason")));
        }
    }

    /** Counts results, then passes them on. */
    ResultSink counting(ResultSink sink) {
        return results -> {
            sink.accept(results);
            results.forEach(this::count);
        };
    }

    private void count(ResultRecord record) {
        try {
            count(Json.decode("result", record.json().array(), InferenceResult.class));
        } catch (MalformedMessageException e) {
            LOG.debug("result not counted reason={}", e.getMessage());
        }
    }

    void count(InferenceResult result) {
        boolean ok = result.status() == InferenceResult.Status.OK;
        boolean duplicate = result.error() != null && result.error().code() == ErrorCode.DUPLICATE;
        // anybody may name one in a topic; a meter of its own is for models that are there
        String model = ok || planned.contains(result.model()) ? result.model() : "unknown";
        registry.counter(
                        "hyps.gateway.results", "model", model, "status", ok ? "ok" : duplicate ? "duplicate" : "error")
                .increment();
        Integer attempt = result.attempt();
        registry.counter("hyps.gateway.retries", "model", model).increment(attempt == null ? 0 : attempt - 1);
        if (result.error() != null && !duplicate) {
            deadLetter(result.error().code().toString());
        }
        if (result.timings() != null) {
            time(model, result.timings());
        }
    }

    private void time(String model, Timings timings) {
        double compute = timings.stages().stream().mapToDouble(Stage::computeMs).sum();
        double wait = timings.stages().stream().mapToDouble(Stage::waitMs).sum();
        record("total", timings.totalMs());
        record("ingest", timings.ingestMs());
        record("queue", timings.queueMs());
        record("preprocess", timings.preprocessMs());
        record("pipeline", timings.pipelineMs());
        record("compute", compute);
        record("wait", wait);
        for (Stage stage : timings.stages()) {
            recordPartition(model, stage.partition(), "wait", stage.waitMs());
            recordPartition(model, stage.partition(), "compute", stage.computeMs());
        }
        record("transfer", Math.max(0, timings.pipelineMs() - compute - wait));
    }

    private void deadLetter(String reason) {
        registry.counter("hyps.gateway.dead.letters", "reason", reason).increment();
    }

    private void record(String stage, double millis) {
        record(stage(stage), millis);
    }

    private Timer stage(String stage) {
        return timer(Timer.builder("hyps.gateway.latency")
                .description("where the time of a frame goes")
                .tag("stage", stage));
    }

    private void recordPartition(String model, String partition, String stage, double millis) {
        record(
                timer(Timer.builder("hyps.gateway.partition.latency")
                        .description("what a partition takes of a frame's time, by its device's clock")
                        .tags("model", model, "partition", partition, "stage", stage)),
                millis);
    }

    private static void record(Timer timer, double millis) {
        timer.record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
    }

    /** There is one of each name and tags. */
    private Timer timer(Timer.Builder timer) {
        return timer.serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry);
    }
}

package io.hyps.gateway.app;

import io.hyps.gateway.collect.OutputReceiver;
import io.hyps.gateway.dispatch.Dispatcher;
import io.hyps.gateway.dispatch.FramePreparer;
import io.hyps.gateway.dispatch.Ports;
import io.hyps.gateway.dispatch.ResultWriter;
import io.hyps.gateway.dispatch.TensorSender;
import io.hyps.gateway.dispatch.ThreadLane;
import io.hyps.gateway.dispatch.Time;
import io.hyps.gateway.image.Preprocessor;
import io.hyps.gateway.ingest.ImageIntake;
import io.hyps.gateway.kafka.ConsumerLoop;
import io.hyps.gateway.kafka.FrameFeed;
import io.hyps.gateway.kafka.KafkaEventLog;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.kafka.ResultFeed;
import io.hyps.gateway.mqtt.PlanSubscriber;
import io.hyps.gateway.mqtt.ResultPublisher;
import io.hyps.protocol.mqtt.MqttLink;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that needs Kafka, from image to result; open from when Kafka is there until the gateway ends. */
final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Duration drainTimeout;
    private final ThreadPoolExecutor workers;
    private final ThreadLane lane;
    private final KafkaEventLog log;
    private final Dispatcher dispatcher;
    private final FrameFeed frameFeed;
    private final ConsumerLoop frames;
    private final ConsumerLoop results;
    private final ImageIntake intake;

    Pipeline(GatewaySettings settings, MqttLink images, MqttLink runners) {
        KafkaSettings kafka = settings.kafka();
        drainTimeout = settings.drainTimeout();
        AtomicInteger number = new AtomicInteger();
        workers = new ThreadPoolExecutor(
                settings.workers(),
                settings.workers(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.workerQueue()),
                task -> new Thread(task, "hyps-worker-" + number.incrementAndGet()));
        lane = new ThreadLane("hyps-dispatch");
        log = KafkaEventLog.open(kafka);
        dispatcher = new Dispatcher(
                settings.gateway(),
                lane,
                new Ports(
                        new FramePreparer(new Preprocessor(settings.maxPixels())),
                        new TensorSender(runners),
                        new ResultWriter(log, workers),
                        workers),
                settings.dispatch(),
                Time.system());
        frameFeed = FrameFeed.open(kafka, dispatcher);
        intake = new ImageIntake(images, log, settings.ingest(), Clock.systemUTC());
        new PlanSubscriber(runners, dispatcher).start();
        new OutputReceiver(runners, settings.gateway(), dispatcher).start().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("outputs cannot be received: the broker refuses reason={}", failure.getMessage());
            }
        });
        frames = ConsumerLoop.start("hyps-frames", frameFeed);
        results = ConsumerLoop.start("hyps-results", ResultFeed.open(kafka, new ResultPublisher(images)));
        intake.start();
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    boolean isAlive() {
        return frames.isAlive() && results.isAlive();
    }

    /** Takes no more images and frames, finishes those under way as far as the time allows, commits, closes. */
    @Override
    public void close() throws InterruptedException {
        intake.close();
        frameFeed.stopTaking();
        try {
            dispatcher.idle().get(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("gateway ends with frames under way, they are dispatched again timeout={}", drainTimeout);
        }
        frames.close();
        results.close();
        lane.close();
        workers.shutdownNow();
        log.close();
    }
}

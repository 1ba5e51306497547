package io.hyps.gateway.app;

import io.hyps.gateway.collect.OutputReceiver;
import io.hyps.gateway.dispatch.Dispatcher;
import io.hyps.gateway.dispatch.FramePreparer;
import io.hyps.gateway.dispatch.Ports;
import io.hyps.gateway.dispatch.TensorSender;
import io.hyps.gateway.dispatch.ThreadLane;
import io.hyps.gateway.dispatch.Time;
import io.hyps.gateway.image.Preprocessor;
import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.ingest.ImageIntake;
import io.hyps.gateway.ingest.SensorOutlet;
import io.hyps.gateway.kafka.ConsumerLoop;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.FrameFeed;
import io.hyps.gateway.kafka.FrameSearch;
import io.hyps.gateway.kafka.KafkaEventLog;
import io.hyps.gateway.kafka.KafkaResultStream;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.gateway.kafka.ResultFeed;
import io.hyps.gateway.kafka.ResultStream;
import io.hyps.gateway.kafka.ResultTransactions;
import io.hyps.gateway.mqtt.PlanSubscriber;
import io.hyps.gateway.mqtt.ResultPublisher;
import io.hyps.gateway.mqtt.StatusPublisher;
import io.hyps.gateway.rest.FrameDesk;
import io.hyps.gateway.trace.FrameTraces;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.gateway.GatewayStatus.ModelDispatch;
import io.hyps.protocol.mqtt.MqttLink;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that needs Kafka, from image to result; open from when Kafka is there until the gateway ends. */
final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final long DISPATCHER_ANSWERS_WITHIN_SECONDS = 2;
    private static final Duration SEARCHED_AT_MOST = Duration.ofSeconds(5);

    private final String gateway;
    private final GatewayMeters meters;
    private final FrameTraces traces;
    private final Duration drainTimeout;
    private final ThreadPoolExecutor workers;
    private final ThreadLane lane;
    private final KafkaEventLog log;
    private final Dispatcher dispatcher;
    private final PlanSubscriber plans;
    private final ResultTransactions transactions;
    private final FrameFeed frameFeed;
    private final ConsumerLoop frames;
    private final ConsumerLoop results;
    private final MqttLink runners;
    private final MqttLink images;
    private final MqttLink sensors;
    private final ImageIntake intake;
    private final StatusPublisher status;
    private final FrameDesk desk;

    /**
     * Opens the links last and subscribes at once: a broker sends what it has kept as soon as it has a connection.
     *
     * @param followed the results from now on; closed with this
     */
    Pipeline(
            GatewaySettings settings, Supplier<String> url, GatewayMeters meters, KnownIds ids, ResultStream followed) {
        this.meters = meters;
        KafkaSettings kafka = settings.kafka();
        gateway = settings.gateway();
        drainTimeout = settings.drainTimeout();
        traces = settings.traces();
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
        runners = MqttLink.open(settings.dispatchLink());
        dispatcher = new Dispatcher(
                gateway,
                lane,
                new Ports(
                        new FramePreparer(new Preprocessor(settings.maxPixels())),
                        new TensorSender(runners),
                        kafka.topics(),
                        traces,
                        workers),
                settings.dispatch(),
                Time.system());
        plans = new PlanSubscriber(runners, dispatcher, settings.trusted());
        plans.start();
        new OutputReceiver(runners, gateway, dispatcher).start();
        status = new StatusPublisher(runners, () -> present(url.get()));
        transactions = ResultTransactions.open(kafka);
        frameFeed = FrameFeed.open(kafka, dispatcher, transactions, dispatcher.priorities(), ids);
        EventLog counted = traces.ofIngest(meters.counting(log));
        FrameKeeper keeper = new FrameKeeper(counted, ids, settings.ingest());
        meters.duplicates(keeper);
        desk = new FrameDesk(
                keeper,
                dispatcher::activePlan,
                followed,
                from -> KafkaResultStream.open(kafka, from),
                new FrameSearch(kafka, SEARCHED_AT_MOST));
        sensors = MqttLink.open(settings.sensorLink());
        images = MqttLink.open(settings.imageLink());
        intake = new ImageIntake(
                images, new SensorOutlet(sensors), counted, keeper, settings.ingest(), Clock.systemUTC());
        intake.start();
        frames = ConsumerLoop.start("hyps-frames", frameFeed);
        ResultFeed resultFeed = ResultFeed.open(kafka, meters.counting(new ResultPublisher(sensors)));
        meters.lag(kafka.topics().frames(), frameFeed::recordsBehind);
        meters.lag(kafka.topics().results(), resultFeed::recordsBehind);
        results = ConsumerLoop.start("hyps-results", resultFeed);
    }

    private GatewayStatus present(String url) {
        List<ModelDispatch> models = dispatcher
                .models()
                .orTimeout(DISPATCHER_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS)
                .join();
        meters.dispatches(models);
        return new GatewayStatus(gateway, true, url, dispatcher.framesAnswered(), models, plans.refusals());
    }

    /** Publishes the gateway's status if it has changed. */
    void publishStatus() throws InterruptedException {
        status.tick();
    }

    FrameDesk desk() {
        return desk;
    }

    boolean isConnected() {
        return images.isConnected() && sensors.isConnected() && runners.isConnected();
    }

    boolean isAlive() {
        return frames.isAlive() && results.isAlive() && transactions.isAlive() && desk.isAlive();
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
        transactions.close();
        results.close();
        desk.close();
        status.leave(gateway);
        lane.close();
        workers.shutdownNow();
        log.close();
        images.close();
        sensors.close();
        runners.close();
        traces.close();
    }
}

package io.hyps.gateway.replay;

import io.hyps.gateway.collect.OutputReceiver;
import io.hyps.gateway.dispatch.DispatchLimits;
import io.hyps.gateway.dispatch.Dispatcher;
import io.hyps.gateway.dispatch.FramePreparer;
import io.hyps.gateway.dispatch.Ports;
import io.hyps.gateway.dispatch.TensorSender;
import io.hyps.gateway.dispatch.ThreadLane;
import io.hyps.gateway.dispatch.Time;
import io.hyps.gateway.image.Preprocessor;
import io.hyps.gateway.kafka.ConsumerLoop;
import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.FrameFeed;
import io.hyps.gateway.kafka.KafkaEventLog;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.gateway.kafka.ResultFeed;
import io.hyps.gateway.kafka.ResultSink;
import io.hyps.gateway.kafka.ResultTransactions;
import io.hyps.gateway.mqtt.PlanSubscriber;
import io.hyps.gateway.mqtt.StatusPublisher;
import io.hyps.gateway.trace.FrameTraces;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own way from frames to results, once more, on a replay's topics: a dispatcher without sensors. While it
 * is there its status names the plans it uses, so that the planner keeps them.
 */
final class ReplayGateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayGateway.class);
    private static final DispatchLimits LIMITS =
            new DispatchLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), 3, Duration.ofMillis(200), 1_000);
    private static final long MOST_PIXELS = 40_000_000;
    private static final int WORKERS = 2;
    private static final int TASKS_PER_FRAME = 6;
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(10);
    private static final long STATUS_EVERY_MILLIS = 500;

    private final String id;
    private final ThreadPoolExecutor workers;
    private final ThreadLane lane = new ThreadLane("hyps-replay-dispatch");
    private final KafkaEventLog log;
    private final MqttLink link;
    private final Dispatcher dispatcher;
    private final PinnedPlans plans;
    private final StatusPublisher status;
    private final ScheduledExecutorService statusThread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "hyps-replay-status"));
    private final ResultTransactions transactions;
    private final ConsumerLoop frames;
    private final ConsumerLoop results;

    /** @param sink of the results, in the order of Kafka */
    ReplayGateway(ReplaySettings settings, Map<String, PublishedPlan> pinned, ResultSink sink) {
        KafkaSettings kafka = settings.kafkaSettings();
        id = settings.gateway();
        workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(TASKS_PER_FRAME * settings.framesInFlight() + 16),
                task -> new Thread(task, "hyps-replay-worker"));
        log = KafkaEventLog.open(kafka);
        link = MqttLink.open(settings.mqtt()
                .link("hyps-gateway-" + id)
                .withReceiveMaximum(Math.max(64, 8 * settings.framesInFlight()))
                .withWill(StatusPublisher.offline(id)));
        dispatcher = new Dispatcher(
                id,
                lane,
                new Ports(
                        new FramePreparer(new Preprocessor(MOST_PIXELS)),
                        new TensorSender(link),
                        kafka.topics(),
                        FrameTraces.OFF,
                        workers),
                LIMITS,
                Time.system());
        plans = new PinnedPlans(pinned, dispatcher);
        new PlanSubscriber(link, plans, settings.trusted()).start();
        new OutputReceiver(link, id, dispatcher).start();
        status = new StatusPublisher(link, this::present);
        transactions = ResultTransactions.open(kafka);
        frames = ConsumerLoop.start(
                "hyps-replay-frames",
                FrameFeed.open(kafka, dispatcher, transactions, (model, sensor) -> 0, KnownIds.NONE));
        results = ConsumerLoop.start("hyps-replay-results", ResultFeed.open(kafka, sink));
    }

    /**
     * Waits until the runners can be reached, and says so in the status.
     *
     * @throws ReplayException if the broker does not answer
     */
    void awaitOpen() throws ReplayException, InterruptedException {
        if (!link.awaitConnected(CONNECTED_WITHIN)
                || !plans.here().await(CONNECTED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new ReplayException("the MQTT broker cannot be reached: " + link.lastFailure());
        }
        status.tick();
        var unused = statusThread.scheduleWithFixedDelay(
                this::tick, STATUS_EVERY_MILLIS, STATUS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Where the replay's frames go. */
    EventLog log() {
        return log;
    }

    boolean isAlive() {
        return frames.isAlive() && results.isAlive() && transactions.isAlive();
    }

    private void tick() {
        try {
            status.tick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("replay's status not published reason={}", e.getMessage());
        }
    }

    private GatewayStatus present() {
        return GatewayStatus.of(
                id,
                true,
                null,
                dispatcher.framesAnswered(),
                dispatcher.models().orTimeout(2, TimeUnit.SECONDS).join());
    }

    /** Leaves nothing on the MQTT broker, not even a status. */
    @Override
    public void close() throws InterruptedException {
        statusThread.shutdownNow();
        statusThread.awaitTermination(1, TimeUnit.SECONDS);
        frames.close();
        transactions.close();
        results.close();
        status.vanish(new Topic.GatewayStatus(id));
        lane.close();
        workers.shutdownNow();
        log.close();
        link.close();
    }
}

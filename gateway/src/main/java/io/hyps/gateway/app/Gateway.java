package io.hyps.gateway.app;

import io.hyps.gateway.kafka.KafkaResultStream;
import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.kafka.ResultIds;
import io.hyps.gateway.kafka.ResultStream;
import io.hyps.gateway.kafka.TopicSetup;
import io.hyps.gateway.rest.RestServer;
import io.hyps.protocol.mqtt.LinkOptions;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gateway: connects, waits for Kafka, opens the pipeline, keeps its status; and all of that back again. */
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final long STATUS_EVERY_MILLIS = 500;
    private static final long KAFKA_ANSWERS_WITHIN_MILLIS = 2000;
    private static final long STARTED_WITHIN_MILLIS = 5000;

    private final GatewaySettings settings;
    private final IntSupplier httpPort;
    private final GatewayMeters meters;
    private final RestServer rest;
    private final Outage outage = new Outage(System::nanoTime);
    private final ScheduledExecutorService statusThread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "hyps-status"));
    private final Thread starter = new Thread(this::awaitKafka, "hyps-start");
    private volatile @Nullable TopicSetup topics;
    private volatile @Nullable ResultIds ids;
    private volatile @Nullable Pipeline pipeline;

    private Gateway(GatewaySettings settings, IntSupplier httpPort, GatewayMeters meters, RestServer rest) {
        this.settings = settings;
        this.httpPort = httpPort;
        this.meters = meters;
        this.rest = rest;
    }

    /** Begins, and returns at once; brokers that are not there yet are waited for. */
    static Gateway start(GatewaySettings settings, IntSupplier httpPort, GatewayMeters meters, RestServer rest) {
        Gateway gateway = new Gateway(settings, httpPort, meters, rest);
        gateway.starter.start();
        var unused = gateway.statusThread.scheduleWithFixedDelay(
                gateway::tick, STATUS_EVERY_MILLIS, STATUS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info(
                "gateway starts id={} mqtt={} kafka={}",
                settings.gateway(),
                LinkOptions.redacted(settings.imageLink().url()),
                settings.kafka().bootstrap());
        return gateway;
    }

    private void awaitKafka() {
        try {
            topics = persistently(this::openTopics);
            ResultIds answered =
                    ResultIds.open(settings.kafka(), settings.ingest().duplicateWindow());
            ids = answered;
            answered.awaitRead();
            ResultStream followed = persistently(() -> KafkaResultStream.open(settings.kafka(), Optional.empty()));
            Pipeline opened =
                    new Pipeline(settings, () -> settings.url(httpPort.getAsInt()), meters, answered, followed);
            pipeline = opened;
            rest.open(opened.desk());
            LOG.info("gateway open id={}", settings.gateway());
        } catch (InterruptedException e) {
            LOG.debug("start interrupted");
        } catch (RuntimeException e) {
            LOG.error("gateway cannot start", e);
        }
    }

    /** Tries again until Kafka answers. */
    private <T> T persistently(Opening<T> opening) throws InterruptedException {
        while (true) {
            try {
                return opening.open();
            } catch (KafkaUnavailableException e) {
                outage.report(String.valueOf(e.getMessage()));
                Thread.sleep(STATUS_EVERY_MILLIS);
            }
        }
    }

    private TopicSetup openTopics() throws KafkaUnavailableException, InterruptedException {
        TopicSetup setup = TopicSetup.open(settings.kafka());
        boolean ready = false;
        try {
            setup.ensureTopics();
            ready = true;
            return setup;
        } finally {
            if (!ready) {
                setup.close();
            }
        }
    }

    private void tick() {
        Pipeline open = pipeline;
        if (open == null) {
            return;
        }
        try {
            open.publishStatus();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("status not published", e);
        }
    }

    /** Whether images can be taken and answered now. */
    Readiness readiness() throws InterruptedException {
        TopicSetup setup = topics;
        Pipeline open = pipeline;
        boolean kafka = setup != null && setup.isReachable(KAFKA_ANSWERS_WITHIN_MILLIS);
        return new Readiness(open != null && open.isConnected(), kafka);
    }

    /** Whether the gateway still works, or waits for what it needs; if not, only a restart helps. */
    boolean isAlive() {
        Pipeline open = pipeline;
        ResultIds answered = ids;
        boolean reads = answered == null || answered.isAlive();
        return open == null ? topics == null || starter.isAlive() : reads && open.isAlive();
    }

    /** Drains, says that it leaves, and disconnects. */
    @Override
    public void close() throws InterruptedException {
        LOG.info("gateway drains id={}", settings.gateway());
        starter.interrupt();
        starter.join(STARTED_WITHIN_MILLIS);
        statusThread.shutdown();
        statusThread.awaitTermination(STATUS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        statusThread.shutdownNow();
        rest.close();
        Pipeline open = pipeline;
        if (open != null) {
            open.close();
        }
        ResultIds answered = ids;
        if (answered != null) {
            answered.close();
        }
        TopicSetup setup = topics;
        if (setup != null) {
            setup.close();
        }
        LOG.info("gateway closed id={}", settings.gateway());
    }

    private interface Opening<T> {
        T open() throws KafkaUnavailableException, InterruptedException;
    }

    /** What a gateway needs, and whether it is there. */
    record Readiness(boolean mqtt, boolean kafka) {
        boolean ready() {
            return mqtt && kafka;
        }
    }
}

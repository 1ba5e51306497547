package io.hyps.gateway.ingest;

import io.hyps.gateway.kafka.EventLog;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to the images, shared by the gateways of the group {@value io.hyps.protocol.topic.Topic.SensorImage#GATEWAYS}, and takes them one after another on a
 * thread of its own. The subscription stays when the gateway stops, so that the broker keeps images for its return.
 */
public final class ImageIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageIntake.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

    private final MqttLink link;
    private final Ingest ingest;
    private final int mostInFlight;
    private final BlockingQueue<Delivery> arrived;
    private final Semaphore room;
    private final ExecutorService answers =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "hyps-ingest-answers"));
    private final Thread worker = new Thread(this::work, "hyps-ingest");
    private final AtomicInteger connections = new AtomicInteger();
    private final Executor later;
    private volatile boolean stopping;

    public ImageIntake(MqttLink link, EventLog log, FrameKeeper keeper, IngestLimits limits, Clock clock) {
        this(link, log, keeper, limits, clock, TRY_AGAIN_AFTER);
    }

    ImageIntake(
            MqttLink link, EventLog log, FrameKeeper keeper, IngestLimits limits, Clock clock, Duration tryAgainAfter) {
        this.link = link;
        this.later = CompletableFuture.delayedExecutor(tryAgainAfter.toMillis(), TimeUnit.MILLISECONDS, answers);
        this.ingest = new Ingest(log, keeper, new SensorOutlet(link), limits, clock, answers);
        this.mostInFlight = limits.mostInFlight();
        // as many of QoS 1 as the broker may send unacknowledged, and as many of QoS 0, which it does not count
        this.arrived = new ArrayBlockingQueue<>(2 * mostInFlight);
        this.room = new Semaphore(mostInFlight);
    }

    public void start() {
        var unused = link.subscribe(Topic.SensorImage.sharedFilter(Topic.SensorImage.GATEWAYS), this::arrived)
                .granted()
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        LOG.info("ingest open filter={}", Topic.SensorImage.sharedFilter(Topic.SensorImage.GATEWAYS));
                    } else {
                        LOG.error("ingest closed: the broker refuses reason={}", failure.getMessage());
                    }
                });
        link.addConnectionListener(new MqttLink.ConnectionListener() {
            @Override
            public void connected(boolean sessionPresent) {
                LOG.debug("ingest connected sessionPresent={}", sessionPresent);
            }

            @Override
            public void disconnected(String reason) {
                // they can no longer be acknowledged; the broker delivers them again
                connections.incrementAndGet();
                arrived.removeIf(Delivery::isRedelivered);
            }
        });
        worker.start();
    }

    private void arrived(Delivery delivery) {
        if (stopping) {
            return;
        }
        boolean mayWait = delivery.isRedelivered() || arrived.size() < mostInFlight;
        if (!mayWait || !arrived.offer(delivery)) {
            LOG.warn(
                    "image of QoS 0 dropped, more come than Kafka takes: send at QoS 1 topic={}",
                    delivery.message().topic());
        }
    }

    private void work() {
        try {
            while (!stopping) {
                Delivery delivery = arrived.poll(100, TimeUnit.MILLISECONDS);
                if (delivery != null) {
                    room.acquire();
                    take(delivery, connections.get());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("ingest interrupted");
        }
    }

    /**
     * Only a fault of Kafka's or ours makes this fail. Acknowledgements go in order, so one that is never given would
     * hold back all later ones: such an image is tried again until its connection is gone.
     */
    private void take(Delivery delivery, int connection) {
        CompletableFuture<Void> taken;
        try {
            taken = ingest.take(delivery);
        } catch (RuntimeException e) {
            taken = CompletableFuture.failedFuture(e);
        }
        var unused = taken.whenComplete((done, failure) -> {
            if (failure == null || stopping || connection != connections.get()) {
                room.release();
                return;
            }
            LOG.error(
                    "image not kept and not acknowledged, tried again topic={} reason={}",
                    delivery.message().topic(),
                    failure.getMessage());
            later.execute(() -> take(delivery, connection));
        });
    }

    /** Takes no more and gives what is under way a few seconds; the rest stays with the broker. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        worker.join(STOP_TIMEOUT.toMillis());
        worker.interrupt();
        if (!room.tryAcquire(mostInFlight, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("ingest stopped with images under way, the broker delivers them again");
        }
        answers.shutdownNow();
    }
}

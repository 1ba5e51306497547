package io.hyps.gateway.ingest;

import io.hyps.gateway.kafka.EventLog;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to the images, shared by the gateways of the group {@value io.hyps.protocol.topic.Topic.SensorImage#GATEWAYS}, and takes them one after another on a
 * thread of its own. The subscription stays when the gateway stops, so that the broker keeps images for its return.
 */
public final class ImageIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageIntake.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

    private final MqttLink images;
    private final Ingest ingest;
    private final int mostInFlight;
    private final BlockingQueue<Arrival> arrived;
    private final Semaphore room;
    private final ByteRoom bytes;
    private final ExecutorService answers =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "hyps-ingest-answers"));
    private final Thread worker = new Thread(this::work, "hyps-ingest");
    private final AtomicInteger connections = new AtomicInteger();
    private final Executor later;
    private volatile MqttLink.@Nullable Subscription subscription;
    private volatile long lastArrivalNanos = System.nanoTime();
    private volatile boolean stopping;

    /** @param images for images alone: its thread waits while there are too many */
    public ImageIntake(
            MqttLink images, SensorOutlet sensors, EventLog log, FrameKeeper keeper, IngestLimits limits, Clock clock) {
        this(images, sensors, log, keeper, limits, clock, TRY_AGAIN_AFTER);
    }

    ImageIntake(
            MqttLink images,
            SensorOutlet sensors,
            EventLog log,
            FrameKeeper keeper,
            IngestLimits limits,
            Clock clock,
            Duration tryAgainAfter) {
        this.images = images;
        this.later = CompletableFuture.delayedExecutor(tryAgainAfter.toMillis(), TimeUnit.MILLISECONDS, answers);
        this.ingest = new Ingest(log, keeper, sensors, limits, clock, answers);
        this.mostInFlight = limits.mostInFlight();
        // as many of QoS 1 as the broker may send unacknowledged, and as many of QoS 0, which it does not count
        this.arrived = new ArrayBlockingQueue<>(2 * mostInFlight);
        this.room = new Semaphore(mostInFlight);
        this.bytes = new ByteRoom(limits.heldBytes());
    }

    public void start() {
        worker.start();
        MqttLink.Subscription shared =
                images.subscribe(Topic.SensorImage.sharedFilter(Topic.SensorImage.GATEWAYS), this::arrived);
        subscription = shared;
        var unused = shared.granted().whenComplete((done, failure) -> {
            if (failure == null) {
                LOG.info("ingest open filter={}", Topic.SensorImage.sharedFilter(Topic.SensorImage.GATEWAYS));
            } else {
                LOG.error("ingest closed: the broker refuses reason={}", failure.getMessage());
            }
        });
        images.addConnectionListener(new MqttLink.ConnectionListener() {
            @Override
            public void connected(boolean sessionPresent) {
                lastArrivalNanos = System.nanoTime();
                LOG.debug("ingest connected sessionPresent={}", sessionPresent);
            }

            @Override
            public void disconnected(String reason) {
                // they can no longer be acknowledged; the broker delivers them again
                connections.incrementAndGet();
                forgetWhatComesAgain();
            }
        });
    }

    /** Takes no more than what the broker has kept for this gateway already. */
    public void leave() {
        MqttLink.Subscription shared = subscription;
        if (shared != null) {
            shared.leave();
        }
    }

    /** Whether nothing is under way and nothing has come for that long. */
    public boolean isQuiet(Duration time) {
        return arrived.isEmpty()
                && room.availablePermits() == mostInFlight
                && System.nanoTime() - lastArrivalNanos > time.toNanos();
    }

    private void arrived(Delivery delivery) {
        lastArrivalNanos = System.nanoTime();
        try {
            if (delivery.isRedelivered()) {
                await(delivery);
            } else if (arrived.size() >= mostInFlight || !enter(delivery, Duration.ZERO)) {
                LOG.warn(
                        "image of QoS 0 dropped, more come than Kafka takes: send at QoS 1 topic={}",
                        delivery.message().topic());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Keeps the connection waiting, and so the broker, while there is no room. Brokers should not send more than the
     * receive maximum, but Mosquitto 2.0.11 does: an acknowledgement frees as many as that at once. Without an
     * acknowledgement of its own, a dropped message would hold back those of all later ones.
     */
    private void await(Delivery delivery) throws InterruptedException {
        while (!stopping && !enter(delivery, TICK)) {
            LOG.debug("broker kept waiting topic={}", delivery.message().topic());
        }
    }

    private boolean enter(Delivery delivery, Duration patience) throws InterruptedException {
        Optional<ByteRoom.Share> share = bytes.take(delivery.message().payload().sizeBytes(), patience);
        if (share.isEmpty()) {
            return false;
        }
        boolean entered = arrived.offer(new Arrival(delivery, share.get()), patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!entered) {
            share.get().giveBack();
        }
        return entered;
    }

    private void forgetWhatComesAgain() {
        arrived.removeIf(arrival -> {
            boolean comesAgain = arrival.delivery().isRedelivered();
            if (comesAgain) {
                arrival.share().giveBack();
            }
            return comesAgain;
        });
    }

    private void work() {
        try {
            while (!stopping) {
                Arrival arrival = arrived.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (arrival != null) {
                    room.acquire();
                    take(arrival, connections.get());
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
    private void take(Arrival arrival, int connection) {
        Delivery delivery = arrival.delivery();
        CompletableFuture<Void> taken;
        try {
            taken = ingest.take(delivery);
        } catch (RuntimeException e) {
            taken = CompletableFuture.failedFuture(e);
        }
        var unused = taken.whenComplete((done, failure) -> {
            if (failure == null || stopping || connection != connections.get()) {
                room.release();
                arrival.share().giveBack();
                return;
            }
            LOG.error(
                    "image not kept and not acknowledged, tried again topic={} reason={}",
                    delivery.message().topic(),
                    failure.getMessage());
            later.execute(() -> take(arrival, connection));
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

    /** An image and its share of the memory. */
    private record Arrival(Delivery delivery, ByteRoom.Share share) {}
}

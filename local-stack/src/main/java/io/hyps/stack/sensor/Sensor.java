package io.hyps.stack.sensor;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends images for one model, each again under the same id until the gateway has accepted it, and hears the answers.
 * Safe for use from many threads.
 */
public final class Sensor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sensor.class);
    private static final Duration SUBSCRIBE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration RESEND_TICK = Duration.ofMillis(200);

    private final MqttLink link;
    private final SensorOptions options;
    private final SensorListener listener;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Topic.SensorImage topic;
    private final Semaphore window;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final ScheduledExecutorService resender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sensor-resend");
        thread.setDaemon(true);
        return thread;
    });
    private List<MqttLink.Subscription> subscriptions = List.of();
    private volatile Optional<PublishOutcome> refusal = Optional.empty();

    private Sensor(MqttLink link, SensorOptions options, SensorListener listener, Clock clock, LongSupplier nanos) {
        this.link = link;
        this.options = options;
        this.listener = listener;
        this.clock = clock;
        this.nanos = nanos;
        this.topic = new Topic.SensorImage(options.sensor(), options.model());
        this.window = new Semaphore(options.window());
    }

    /**
     * Subscribes to the sensor's answers. The link stays the caller's to close.
     *
     * @throws LinkException if the broker refuses that or does not answer
     */
    public static Sensor open(MqttLink link, SensorOptions options, SensorListener listener)
            throws LinkException, InterruptedException {
        return open(link, options, listener, Clock.systemUTC(), System::nanoTime);
    }

    static Sensor open(MqttLink link, SensorOptions options, SensorListener listener, Clock clock, LongSupplier nanos)
            throws LinkException, InterruptedException {
        Sensor sensor = new Sensor(link, options, listener, clock, nanos);
        boolean opened = false;
        try {
            sensor.subscribe();
            opened = true;
            return sensor;
        } finally {
            if (!opened) {
                sensor.close();
            }
        }
    }

    /**
     * Sends an image, once fewer than the window's are under way.
     *
     * @return whether it was sent within that time
     */
    public boolean send(Shot shot, Duration patience) throws LinkException, InterruptedException {
        if (!window.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        pending.put(shot.id(), new Pending(shot, nanos.getAsLong()));
        publish(shot);
        return true;
    }

    /** Waits until every image is accepted, and answered if answers are wanted. */
    public boolean awaitDone(Duration patience) throws InterruptedException {
        if (!window.tryAcquire(options.window(), patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        window.release(options.window());
        return true;
    }

    /** The images under way that are not in Kafka yet, as far as is known. */
    public List<Shot> unaccepted() {
        return pending.values().stream()
                .filter(p -> !p.isAccepted())
                .map(Pending::shot)
                .toList();
    }

    /** The images that are not done with. */
    public List<Shot> underWay() {
        return pending.values().stream().map(Pending::shot).toList();
    }

    /** What the broker said the last time that it did not simply take an image. */
    public Optional<PublishOutcome> refusal() {
        return refusal;
    }

    @Override
    public void close() {
        resender.shutdownNow();
        subscriptions.forEach(MqttLink.Subscription::close);
    }

    private void subscribe() throws LinkException, InterruptedException {
        subscriptions = List.of(
                link.subscribe(
                        new Topic.SensorAccepted(options.sensor(), options.model()).toString(), this::takeAccepted),
                link.subscribe(new Topic.SensorResult(options.sensor(), options.model()).toString(), this::takeResult));
        for (MqttLink.Subscription subscription : subscriptions) {
            try {
                subscription.granted().get(SUBSCRIBE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new LinkException("the broker does not let this sensor hear its answers: " + e.getMessage(), e);
            }
        }
        ScheduledFuture<?> unused = resender.scheduleWithFixedDelay(
                this::resend, RESEND_TICK.toMillis(), RESEND_TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void publish(Shot shot) throws LinkException, InterruptedException {
        Publication publication = Publication.of(topic, shot.image())
                .ofType(shot.contentType())
                .withUserProperties(
                        Map.of("id", shot.id(), "time", clock.instant().toString()));
        CompletableFuture<PublishOutcome> unused = link.publish(publication).whenComplete((outcome, failure) -> {
            if (outcome != null && !(outcome instanceof PublishOutcome.Delivered)) {
                refusal = Optional.of(outcome);
            }
        });
    }

    private void resend() {
        for (Pending one : pending.values()) {
            try {
                if (one.claimResend(nanos.getAsLong())) {
                    publish(one.shot());
                }
            } catch (LinkException e) {
                LOG.debug("not sent again: id={} reason={}", one.shot().id(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void takeAccepted(Delivery delivery) {
        try {
            Accepted accepted =
                    Json.decode("accepted", delivery.message().payload().array(), Accepted.class);
            Pending one = pending.get(accepted.id());
            if (one != null && one.accept()) {
                listener.accepted(one.shot());
                if (!options.awaitAnswers()) {
                    finish(one);
                }
            }
        } catch (MalformedMessageException e) {
            LOG.warn("passed over: topic={} reason={}", delivery.message().topic(), e.getMessage());
        } finally {
            delivery.acknowledge();
        }
    }

    private void takeResult(Delivery delivery) {
        try {
            InferenceResult result =
                    Json.decode("result", delivery.message().payload().array(), InferenceResult.class);
            Pending one = pending.get(result.id());
            if (one != null && one.answer()) {
                listener.answered(one.shot(), result, one.age(nanos.getAsLong()));
                finish(one);
            }
        } catch (MalformedMessageException e) {
            LOG.warn("passed over: topic={} reason={}", delivery.message().topic(), e.getMessage());
        } finally {
            delivery.acknowledge();
        }
    }

    private void finish(Pending one) {
        if (pending.remove(one.shot().id(), one)) {
            window.release();
        }
    }
}

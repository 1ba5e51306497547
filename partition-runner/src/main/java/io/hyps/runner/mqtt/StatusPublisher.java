package io.hyps.runner.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the status on every change, and now and then if only counters have moved. The latest wins: changes while one
 * is on its way go out together.
 */
public final class StatusPublisher implements AutoCloseable {
    /** How often counters are looked at. */
    public static final Duration COUNTERS_EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MqttLink link;
    private final String device;
    private final StatusBoard board;
    private final Object lock = new Object();
    private final Thread thread;
    private boolean changed = true;
    private boolean publishing;
    private DeviceStatus.@Nullable Work published;

    public StatusPublisher(MqttLink link, String device, StatusBoard board) {
        this.link = link;
        this.device = device;
        this.board = board;
        this.thread = new Thread(this::publishAll, "hyps-status");
        thread.setDaemon(true);
    }

    /** The retained message for a status. */
    public static Publication publication(DeviceStatus status) {
        return Publication.of(new Topic.DeviceStatus(status.device()), Payload.of(Json.encode(status)))
                .ofType("application/json")
                .asRetained();
    }

    public void start() {
        board.onChange(this::changed);
        thread.start();
    }

    /** Has the status published soon; never blocks. */
    public void changed() {
        synchronized (lock) {
            changed = true;
            lock.notifyAll();
        }
    }

    private void publishAll() {
        try {
            while (true) {
                awaitChange();
                DeviceStatus status = board.snapshot();
                boolean done = link.awaitConnected(COUNTERS_EVERY) && publish(status);
                if (done) {
                    published = status.work();
                }
                ended(done);
            }
        } catch (InterruptedException closing) {
            LOG.debug("device={} status ends", device);
        }
    }

    private void awaitChange() throws InterruptedException {
        synchronized (lock) {
            while (!changed) {
                lock.wait(COUNTERS_EVERY.toMillis());
                changed |= !String.valueOf(board.snapshot().work()).equals(String.valueOf(published));
            }
            changed = false;
            publishing = true;
        }
    }

    private void ended(boolean done) {
        synchronized (lock) {
            publishing = false;
            changed |= !done;
            lock.notifyAll();
        }
    }

    /** Waits until the broker has the status as it is now, but not for ever: the broker may be away. */
    public void awaitPublished(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            for (long left = patience.toNanos();
                    (changed || publishing) && left > 0;
                    left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
    }

    private boolean publish(DeviceStatus status) throws InterruptedException {
        try {
            link.publish(publication(status)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (LinkException | ExecutionException | TimeoutException e) {
            LOG.debug("device={} status not published: {}", device, e.toString());
            return false;
        }
    }

    /** Stops, and says last that this device is offline. */
    @Override
    public void close() {
        board.onChange(() -> {});
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
            if (link.isConnected() && !publish(board.offline())) {
                LOG.warn("device={} could not say that it goes offline; the broker will", device);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

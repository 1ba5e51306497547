package io.hyps.bench.gateway;

import io.hyps.protocol.topic.Topic;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sensors that send as fast as they may: a connection each, all on one thread, so that the processors are left to what is
 * measured, as beside Kafka's producer. They do not send again: their connections do not break.
 */
final class LightFleet implements AutoCloseable {
    private static final long POLL_MILLIS = 20;

    private final Selector selector;
    private final List<LightSensor> sensors = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "bench-sensors");
    private int left;
    private final AtomicLong accepted = new AtomicLong();
    private volatile long lastAcceptedNanos;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    private LightFleet(Selector selector) {
        this.selector = selector;
    }

    /** @param window images under way of each sensor, until Kafka has them */
    static LightFleet open(URI mqtt, String model, int count, int window, byte[] image) throws IOException {
        LightFleet fleet = new LightFleet(Selector.open());
        boolean opened = false;
        try {
            for (int i = 1; i <= count; i++) {
                fleet.sensors.add(LightSensor.open(mqtt, new Topic.SensorImage("bench-" + i, model), image, window));
            }
            opened = true;
            return fleet;
        } finally {
            if (!opened) {
                fleet.close();
            }
        }
    }

    /** Begins to send that many images, which the sensors share; once. */
    void start(int images) {
        left = images;
        thread.start();
    }

    private void work() {
        try {
            for (LightSensor sensor : sensors) {
                send(sensor, sensor.register(selector));
            }
            while (!closed) {
                selector.select(this::serve);
            }
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void serve(SelectionKey key) {
        LightSensor sensor = (LightSensor) key.attachment();
        try {
            if (key.isReadable()) {
                int more = sensor.receive();
                if (more > 0) {
                    lastAcceptedNanos = System.nanoTime();
                    accepted.addAndGet(more);
                }
            }
            send(sensor, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(LightSensor sensor, SelectionKey key) throws IOException {
        for (; left > 0 && sensor.hasRoom(); left--) {
            sensor.send();
        }
        key.interestOps(sensor.write() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /**
     * Waits for that many to be accepted.
     *
     * @throws IOException if the sensors are cut off or fail, or that takes longer
     */
    void awaitAccepted(long images, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (accepted.get() < images) {
            Exception failed = failure;
            if (failed instanceof IOException cutOff) {
                throw cutOff;
            }
            if (failed != null) {
                throw new IOException("the sensors failed: " + failed, failed);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("ingest stopped at " + accepted + " of " + images + " images");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    long accepted() {
        return accepted.get();
    }

    /** When the last image so far was accepted. */
    long lastAcceptedNanos() {
        return lastAcceptedNanos;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Closeable> open = new ArrayList<>(sensors);
        open.add(selector);
        IOException failed = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}

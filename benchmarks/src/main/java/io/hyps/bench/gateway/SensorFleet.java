package io.hyps.bench.gateway;

import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Sensors, each with a connection and a thread of its own, that send as fast as they may: each image again until it is accepted. */
final class SensorFleet implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration SEND_PATIENCE = Duration.ofSeconds(1);

    private final List<MqttLink> links = new ArrayList<>();
    private final List<Sensor> sensors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final Queue<Long> latenciesNanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong();
    private volatile boolean closed;

    private SensorFleet() {}

    /** @param window images under way of each sensor, until the answer */
    static SensorFleet open(URI mqtt, String model, int count, int window) throws InterruptedException, LinkException {
        SensorFleet fleet = new SensorFleet();
        boolean opened = false;
        try {
            for (int i = 1; i <= count; i++) {
                fleet.links.add(MqttLink.open(LinkOptions.of(mqtt, "bench-" + UUID.randomUUID())));
            }
            for (MqttLink link : fleet.links) {
                if (!link.awaitConnected(CONNECT_PATIENCE)) {
                    throw new LinkException("no connection to " + mqtt + ": " + link.lastFailure());
                }
                String sensor = "bench-" + (fleet.sensors.size() + 1);
                SensorOptions options = new SensorOptions(sensor, model, window, true);
                fleet.sensors.add(Sensor.open(link, options, fleet.new Listener()));
            }
            opened = true;
            return fleet;
        } finally {
            if (!opened) {
                fleet.close();
            }
        }
    }

    /** Begins to send that many images, which the sensors share. */
    void start(int images, Supplier<Shot> shots) {
        AtomicInteger left = new AtomicInteger(images);
        for (Sensor sensor : sensors) {
            Thread thread = new Thread(() -> send(sensor, left, shots), "bench-sensor");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void send(Sensor sensor, AtomicInteger left, Supplier<Shot> shots) {
        try {
            while (!closed && left.getAndDecrement() > 0) {
                Shot shot = shots.get();
                sent.add(shot.id());
                while (!closed && !sensor.send(shot, SEND_PATIENCE)) {
                    continue;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LinkException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for that many to be answered; false if none was for so long. */
    boolean awaitAnswered(long images, Duration patience) throws InterruptedException {
        long before = -1;
        long since = System.nanoTime();
        while (answered.get() < images) {
            if (answered.get() != before) {
                before = answered.get();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > patience.toNanos()) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    long accepted() {
        return accepted.get();
    }

    long answered() {
        return answered.get();
    }

    /** When the last image so far was accepted. */
    long lastAcceptedNanos() {
        return lastNanos.get();
    }

    /** The ids of all that was sent. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    /** Ids that are not done with. */
    List<String> underWay() {
        return sensors.stream()
                .flatMap(sensor -> sensor.underWay().stream())
                .map(Shot::id)
                .toList();
    }

    /** From the first sending of an image to its answer, at the sensor. */
    List<Long> latenciesNanos() {
        return List.copyOf(latenciesNanos);
    }

    @Override
    public void close() {
        closed = true;
        sensors.forEach(Sensor::close);
        // a good-bye takes its time; together they take it once
        links.parallelStream().forEach(MqttLink::close);
    }

    private final class Listener implements SensorListener {
        @Override
        public void accepted(Shot shot) {
            lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
            accepted.incrementAndGet();
        }

        @Override
        public void answered(Shot shot, InferenceResult result, Duration latency) {
            latenciesNanos.add(latency.toNanos());
            answered.incrementAndGet();
        }
    }
}

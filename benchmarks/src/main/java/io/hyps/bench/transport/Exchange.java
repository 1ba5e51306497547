package io.hyps.bench.transport;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A publisher and a subscriber of one client on one topic, and what is timed between them. For one thread. */
final class Exchange implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int LEAST_MESSAGES = 2;
    private static final int MOST_LATENCIES = 300;
    /** While the throughput is taken, so many messages are under way, but not more bytes. */
    private static final int MOST_UNDER_WAY = 4;

    private static final int MOST_BYTES_UNDER_WAY = 32_000_000;

    private final Peer publisher;
    private final Peer subscriber;
    private final String topic = "hyps-bench/" + UUID.randomUUID();
    private final int qos;
    private final byte[] payload;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    private record Arrival(long nanos, int bytes) {}

    private Exchange(Peer publisher, Peer subscriber, int qos, int bytes) {
        this.publisher = publisher;
        this.subscriber = subscriber;
        this.qos = qos;
        this.payload = new byte[bytes];
    }

    static Exchange open(Clients client, URI broker, int qos, int bytes) throws Exception {
        Peer subscriber = client.connect(broker, qos);
        Peer publisher;
        try {
            publisher = client.connect(broker, qos);
        } catch (Exception e) {
            subscriber.close();
            throw e;
        }
        Exchange exchange = new Exchange(publisher, subscriber, qos, bytes);
        try {
            subscriber.subscribe(
                    exchange.topic, qos, size -> exchange.arrivals.add(new Arrival(System.nanoTime(), size)));
        } catch (Exception e) {
            exchange.close();
            throw e;
        }
        return exchange;
    }

    /** From the call of publish to the arrival, of messages one after another. */
    List<Long> latencies(long nanos) throws Exception {
        List<Long> latencies = new ArrayList<>();
        long end = System.nanoTime() + nanos;
        while (latencies.size() < LEAST_MESSAGES || latencies.size() < MOST_LATENCIES && System.nanoTime() - end < 0) {
            long start = System.nanoTime();
            publisher.publish(topic, payload, qos);
            latencies.add(next().nanos() - start);
        }
        return latencies;
    }

    /** Bytes per second, with a few messages under way. */
    double bytesPerSecond(long nanos) throws Exception {
        int window = Math.max(LEAST_MESSAGES, Math.min(MOST_UNDER_WAY, MOST_BYTES_UNDER_WAY / payload.length));
        int sent = 0;
        int arrived = 0;
        long start = System.nanoTime();
        long last = start;
        while (arrived < LEAST_MESSAGES || last - start < nanos) {
            while (sent - arrived < window) {
                publisher.publish(topic, payload, qos);
                sent++;
            }
            last = next().nanos();
            arrived++;
        }
        while (arrived < sent) {
            last = next().nanos();
            arrived++;
        }
        return (double) arrived * payload.length * 1e9 / (last - start);
    }

    private Arrival next() throws InterruptedException {
        Arrival arrival = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (arrival == null || arrival.bytes() != payload.length) {
            throw new IllegalStateException("of a message of " + payload.length + " bytes came " + arrival);
        }
        return arrival;
    }

    @Override
    public void close() throws Exception {
        try {
            publisher.close();
        } finally {
            subscriber.close();
        }
    }
}

package io.hyps.gateway.rest;

import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.kafka.ResultPositions;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultStream;
import io.vertx.core.http.HttpServerResponse;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/models/{model}/results}: a model's results as server-sent events (WHATWG HTML, 9.2). The id of an event
 * says where in hyps.results a reader stands after it; a reader that comes back with it (Last-Event-ID) misses nothing.
 * Each stream has a thread and a reader of Kafka of its own, so that a slow client holds up nobody; what waits for a
 * client is bounded, one that takes nothing for too long is dropped, and one whose token has expired gets no more.
 */
final class ResultEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultEvents.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);
    private static final Duration LAST_EVENT_TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final int MOST_WAITING_BYTES = 256 * 1024;
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Clock clock;
    private final Duration stalled;
    private final Semaphore room;
    private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    ResultEvents(RestLimits limits, Clock clock) {
        this.clock = clock;
        this.stalled = limits.stalledStream();
        this.room = new Semaphore(limits.mostStreams());
    }

    /**
     * Begins a stream. Blocks while Kafka is asked.
     *
     * @param until when the client's token expires, if it does
     * @throws RefusedException if there is no room or no such position
     */
    void begin(FrameDesk desk, Request request, Exchange exchange, Optional<Instant> until) throws RefusedException {
        String model = Names.model(request);
        Optional<ResultPositions> from = positions(request);
        if (!room.tryAcquire()) {
            throw new RefusedException(503, "there are as many streams as this gateway gives")
                    .with("Retry-After", "30")
                    .by("streams");
        }
        boolean begun = false;
        try {
            ResultStream results = open(desk, from);
            Thread thread = new Thread(() -> run(model, results, exchange, until), "hyps-rest-stream");
            streams.add(thread);
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                room.release();
            }
        }
    }

    private static Optional<ResultPositions> positions(Request request) throws RefusedException {
        try {
            return request.header("Last-Event-ID").filter(id -> !id.isEmpty()).map(ResultPositions::parse);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "header Last-Event-ID: " + e.getMessage(), e);
        }
    }

    private static ResultStream open(FrameDesk desk, Optional<ResultPositions> from) throws RefusedException {
        try {
            return desk.results().open(from);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "header Last-Event-ID: " + e.getMessage(), e);
        } catch (KafkaUnavailableException e) {
            throw new RefusedException(503, "Kafka cannot be read now; come again", e).with("Retry-After", "1");
        }
    }

    private void run(String model, ResultStream results, Exchange exchange, Optional<Instant> until) {
        Outlet outlet = new Outlet(exchange);
        exchange.whenOver(outlet::over);
        try (results) {
            pass(model, results, outlet, until);
            if (closing) {
                outlet.end("closing", "the gateway ends; come back with the last id");
            } else {
                outlet.end("expired", "the token has expired; come back with another and the last id");
            }
        } catch (StalledException e) {
            LOG.info("stream dropped, its reader takes nothing model={} stalled={}", model, stalled);
            outlet.end("dropped", "nothing was taken for " + stalled.toSeconds() + " s; come back with the last id");
        } catch (InterruptedException e) {
            outlet.end("closing", "the gateway ends; come back with the last id");
        } catch (RuntimeException e) {
            LOG.warn("stream ended model={} reason={}", model, e.getMessage());
            outlet.end("failed", "Kafka cannot be read; come back with the last id");
        } finally {
            room.release();
            streams.remove(Thread.currentThread());
        }
    }

    /** Passes on results until the client goes, its token expires, or the gateway ends. */
    private void pass(String model, ResultStream results, Outlet outlet, Optional<Instant> until)
            throws InterruptedException, StalledException {
        outlet.open(results.positions());
        long heardNanos = System.nanoTime();
        while (isOn(outlet, until)) {
            for (ResultStream.Placed placed : results.poll(POLL)) {
                if (isOf(model, placed.result())) {
                    outlet.awaitRoom();
                    // the token may have ended meanwhile
                    if (isOn(outlet, until)) {
                        outlet.send(placed);
                        heardNanos = System.nanoTime();
                    }
                }
            }
            if (System.nanoTime() - heardNanos > HEARTBEAT.toNanos()) {
                outlet.write(": still here\n\n");
                heardNanos = System.nanoTime();
            }
        }
    }

    private boolean isOn(Outlet outlet, Optional<Instant> until) {
        return outlet.isOpen()
                && !closing
                && until.filter(end -> !clock.instant().isBefore(end)).isEmpty();
    }

    /** Duplicates have no answer of their own. */
    private static boolean isOf(String model, ResultRecord result) {
        return result.frame().model().equals(model) && result.duplicateOf().isEmpty();
    }

    /** Ends all streams, with a last event. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        for (Thread stream : streams) {
            stream.join(CLOSED_WITHIN.toMillis());
            stream.interrupt();
        }
    }

    /** A client's end of a stream. For one thread. */
    private final class Outlet {
        private final Exchange exchange;
        private final HttpServerResponse response;
        private volatile boolean gone;

        Outlet(Exchange exchange) {
            this.exchange = exchange;
            this.response = exchange.response();
        }

        void open(ResultPositions positions) {
            response.setWriteQueueMaxSize(MOST_WAITING_BYTES);
            response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
            // an id without data sets the reader's last id and is no event
            write("retry: 2000\nid: " + positions + "\n\n");
        }

        void over() {
            gone = true;
        }

        boolean isOpen() {
            return !gone && !response.closed() && !response.ended();
        }

        void send(ResultStream.Placed placed) {
            StringBuilder event =
                    new StringBuilder("id: ").append(placed.after()).append("\nevent: result\n");
            String json = new String(placed.result().json().array(), StandardCharsets.UTF_8);
            json.lines().forEach(line -> event.append("data: ").append(line).append('\n'));
            write(event.append('\n').toString());
        }

        void awaitRoom() throws InterruptedException, StalledException {
            long since = System.nanoTime();
            while (isOpen() && response.writeQueueFull()) {
                if (System.nanoTime() - since > stalled.toNanos()) {
                    throw new StalledException();
                }
                if (closing) {
                    throw new InterruptedException("the gateway ends");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }

        private void write(String text) {
            if (isOpen()) {
                var unused = response.write(text);
            }
        }

        void end(String event, String reason) {
            if (isOpen()) {
                exchange.endAndClose(
                        "event: " + event + "\ndata: {\"reason\":\"" + reason + "\"}\n\n", LAST_EVENT_TAKEN_WITHIN);
            }
        }
    }

    private static final class StalledException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;
    }
}

package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The publications that the broker has not acknowledged, never more than it takes. What was under way when a connection
 * broke is sent again, in order, on the next one. Thread-safe.
 */
final class Outbox {
    /** More than any broker needs to be kept busy; bounds the memory that payloads take. */
    static final int MOST_UNACKNOWLEDGED = 512;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Flight> flights = new ArrayDeque<>();
    private final Duration timeout;
    private @Nullable Transmitter transmitter;
    private @Nullable LinkException closed;
    private int limit;
    private boolean answered;

    /** @param timeout how long a publication may wait for its place */
    Outbox(Duration timeout) {
        this.timeout = timeout;
    }

    /** Sends on one connection. */
    interface Transmitter {
        /** Sends, and may wait for the socket; the flight hears of the broker's answer. */
        void transmit(Flight flight);

        /** The same without waiting. What is transmitted later does not go out before it. */
        void queue(Flight flight);
    }

    CompletableFuture<PublishOutcome> add(Publication publication) throws LinkException, InterruptedException {
        long patience = timeout.toNanos();
        Flight flight;
        Transmitter present;
        lock.lockInterruptibly();
        try {
            while (closed == null && (transmitter == null || flights.size() >= limit)) {
                if (patience <= 0) {
                    throw new LinkException(
                            transmitter == null
                                    ? "not published: no connection for " + timeout.toMillis() + " ms"
                                    : "not published: the broker has not acknowledged any of " + flights.size()
                                            + " messages for " + timeout.toMillis() + " ms");
                }
                patience = changed.awaitNanos(patience);
            }
            if (closed != null) {
                throw closed();
            }
            flight = new Flight(publication, System.nanoTime());
            flight.transmitted = true;
            flights.add(flight);
            present = transmitter;
        } finally {
            lock.unlock();
        }
        // without the lock: who reads the broker's answers needs it, and the broker may read no more before it has sent
        // them
        if (present != null) {
            present.transmit(flight);
        }
        return flight.outcome;
    }

    /**
     * Goes on, with what was under way first.
     *
     * @param receiveMaximum how many unacknowledged publications the broker takes
     */
    void connected(Transmitter next, int receiveMaximum) {
        lock.lock();
        try {
            transmitter = next;
            answered = false;
            limit = Math.min(receiveMaximum, MOST_UNACKNOWLEDGED);
            flights.forEach(f -> f.transmitted = false);
            pump();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @return whether the broker has answered a publication on this connection, if only by refusing it */
    boolean disconnected() {
        lock.lock();
        try {
            transmitter = null;
            return answered;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is acknowledged, or the connection gone, or the time over. */
    void drain(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (transmitter != null && !flights.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Fails what is not acknowledged and all that is added later. */
    void close(LinkException reason) {
        List<Flight> left;
        lock.lock();
        try {
            closed = closed == null ? reason : closed;
            transmitter = null;
            left = new ArrayList<>(flights);
            flights.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(f -> f.outcome.completeExceptionally(reason));
    }

    private void acknowledged(Flight flight, PublishOutcome outcome) {
        lock.lock();
        try {
            flights.remove(flight);
            answered = true;
            pump();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        flight.outcome.complete(outcome);
    }

    /** Sends what waits since a reconnection; all of it, unless the broker takes less than before. */
    private void pump() {
        int place = 0;
        for (Flight flight : List.copyOf(flights)) {
            if (place++ >= limit) {
                return;
            }
            if (!flight.transmitted && transmitter != null) {
                flight.transmitted = true;
                transmitter.queue(flight);
            }
        }
    }

    private LinkException closed() {
        return new LinkException(String.valueOf(closed == null ? "closed" : closed.getMessage()));
    }

    /** A publication under way. */
    final class Flight {
        private final Publication publication;
        private final long sinceNanos;
        private final CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        private boolean transmitted;

        private Flight(Publication publication, long sinceNanos) {
            this.publication = publication;
            this.sinceNanos = sinceNanos;
        }

        /** What to send now: an expiry is less by the time that has passed, but at least a second. */
        Publication publication() {
            if (publication.expiry().isEmpty()) {
                return publication;
            }
            Duration left = publication.expiry().get().minusNanos(System.nanoTime() - sinceNanos);
            return publication.expiringAfter(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
        }

        void acknowledged(PublishOutcome answer) {
            Outbox.this.acknowledged(this, answer);
        }
    }
}

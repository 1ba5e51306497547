package io.hyps.protocol.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what arrives for a new subscription while it is given what had arrived before it, so that nothing overtakes. The receive
 * maximum bounds what a broker sends at QoS 1 meanwhile, as nothing of it is acknowledged. Thread-safe.
 */
final class ClaimGate {
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private volatile boolean open;

    private record Arrival(MqttMessage message, AcknowledgementQueue.Entry entry) {}

    /** Keeps the message if the gate is not open yet; else it is the caller's to deliver. */
    boolean holds(MqttMessage message, AcknowledgementQueue.Entry entry) {
        if (open) {
            return false;
        }
        synchronized (waiting) {
            return !open && waiting.add(new Arrival(message, entry));
        }
    }

    /** Forgets what is kept: after a break the broker sends it again. */
    void forget() {
        synchronized (waiting) {
            waiting.clear();
        }
    }

    /** Opens whatever is kept, which stays unacknowledged. */
    void open() {
        synchronized (waiting) {
            open = true;
            waiting.clear();
        }
    }

    /** Delivers what is kept, and opens when nothing is left. */
    void openAfter(BiConsumer<MqttMessage, AcknowledgementQueue.Entry> delivery) {
        for (Arrival next = nextOrOpen(); next != null; next = nextOrOpen()) {
            delivery.accept(next.message(), next.entry());
        }
    }

    private @Nullable Arrival nextOrOpen() {
        synchronized (waiting) {
            Arrival next = waiting.poll();
            open |= next == null;
            return next;
        }
    }
}

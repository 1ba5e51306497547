package io.hyps.protocol.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The messages of one connection that are not acknowledged yet. Sends their acknowledgements in the order of arrival,
 * whatever the order in which they are settled (MQTT 5, 4.6), and none once the connection is gone. Thread-safe.
 *
 * <p>Messages of QoS 0 have no acknowledgement, so they hold back none.
 */
final class AcknowledgementQueue {
    /** Stands for the packet identifier of a message of QoS 0, which has none. */
    static final int NO_PACKET_ID = 0;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final IntConsumer sender;
    private long arrivals;
    private boolean open = true;

    /** @param sender takes packet identifiers; called under this queue's lock, so it must not block */
    AcknowledgementQueue(IntConsumer sender) {
        this.sender = sender;
    }

    /**
     * Adds a message that has arrived.
     *
     * @param packetId of the message, or {@link #NO_PACKET_ID}
     * @param handlers how many must settle it
     */
    synchronized Entry arrived(int packetId, int handlers) {
        Entry entry = new Entry(packetId == NO_PACKET_ID ? arrivals : ++arrivals, packetId, handlers);
        if (open && entry.isExpected()) {
            entries.add(entry);
        }
        return entry;
    }

    synchronized int size() {
        return entries.size();
    }

    /** Drops all that is not sent yet: the broker delivers it again on the next connection. */
    synchronized void close() {
        open = false;
        entries.clear();
    }

    private synchronized void settle(Entry entry) {
        entry.unsettled--;
        while (!entries.isEmpty() && entries.element().unsettled <= 0) {
            sender.accept(entries.remove().packetId);
        }
    }

    /** A message. */
    final class Entry {
        private final long number;
        private final int packetId;
        private int unsettled;

        private Entry(long number, int packetId, int handlers) {
            this.number = number;
            this.packetId = packetId;
            this.unsettled = handlers;
        }

        /** Its place in the order of arrival. */
        long number() {
            return number;
        }

        /** Whether the broker waits for the acknowledgement, and delivers again without it. */
        boolean isExpected() {
            return packetId != NO_PACKET_ID;
        }

        /** To be called once by each handler. */
        void settle() {
            AcknowledgementQueue.this.settle(this);
        }
    }
}

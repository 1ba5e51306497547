package io.hyps.protocol.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The messages of one connection that are not acknowledged yet. Sends their acknowledgements in the order of arrival,
 * whatever the order in which they are settled (MQTT 5, 4.6), and none once the connection is gone. Thread-safe.
 */
final class AcknowledgementQueue {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final IntConsumer sender;
    private boolean open = true;

    /** @param sender takes packet identifiers; called under this queue's lock, so it must not block */
    AcknowledgementQueue(IntConsumer sender) {
        this.sender = sender;
    }

    /**
     * Adds a message that has arrived.
     *
     * @param handlers how many must settle it
     */
    synchronized Entry arrived(int packetId, int handlers) {
        Entry entry = new Entry(packetId, handlers);
        if (open) {
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
        private final int packetId;
        private int unsettled;

        private Entry(int packetId, int handlers) {
            this.packetId = packetId;
            this.unsettled = handlers;
        }

        /** To be called once by each handler. */
        void settle() {
            AcknowledgementQueue.this.settle(this);
        }
    }
}

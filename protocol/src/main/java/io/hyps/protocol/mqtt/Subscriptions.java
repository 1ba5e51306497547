package io.hyps.protocol.mqtt;

import io.hyps.protocol.mqtt.MqttLink.DeliveryHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscriptions of one link, and the way of a message to their handlers. Thread-safe. */
final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Set<Entry> left = ConcurrentHashMap.newKeySet();
    private final UnclaimedMessages unclaimed;
    private final int mostWaiting;
    private final Object claiming = new Object();

    Subscriptions(LinkOptions options) {
        this.unclaimed = new UnclaimedMessages(options);
        boolean all =
                options.expected().filter(LinkOptions.Expected::isUnlimited).isPresent();
        this.mostWaiting = all ? Integer.MAX_VALUE : options.receiveMaximum() - options.receiveMaximum() / 8;
    }

    /** A subscription that gets nothing until {@link #claim} has given it what came before. */
    Entry add(TopicFilter filter, DeliveryHandler handler) {
        Entry entry = new Entry(filter, handler, new CompletableFuture<>(), new ClaimGate());
        synchronized (claiming) {
            entries.add(entry);
        }
        return entry;
    }

    /** Gives a new subscription what has come before it and what comes meanwhile, in order, from the calling thread. */
    void claim(Entry subscription) {
        try {
            for (UnclaimedMessages.Held held : unclaimed.claim(subscription.filter())) {
                deliver(held.message(), held.entry(), subscription);
            }
            subscription.gate.openAfter((message, entry) -> deliver(message, entry, subscription));
        } finally {
            subscription.gate.open();
        }
    }

    void connected() {
        unclaimed.connected();
    }

    void disconnected() {
        unclaimed.disconnected();
        entries.forEach(entry -> entry.gate.forget());
    }

    /** Returns whether no other subscription has the same filter, so that the broker is to be told. */
    boolean remove(Entry entry) {
        boolean removed = entries.remove(entry) && !left.remove(entry);
        unclaimed.unsubscribed(entry.filter());
        return removed
                && asked().stream()
                        .noneMatch(e -> e.filter.text().equals(entry.filter().text()));
    }

    /** Of a subscription that stays here; returns whether the broker is to be told. */
    boolean leave(Entry entry) {
        left.add(entry);
        return asked().stream()
                .noneMatch(e -> e.filter.text().equals(entry.filter().text()));
    }

    /** Those that the broker is to know of. */
    List<Entry> asked() {
        return entries.stream().filter(entry -> !left.contains(entry)).toList();
    }

    /** Those that a session of before may still have. */
    List<Entry> left() {
        return List.copyOf(left);
    }

    List<Entry> all() {
        return List.copyOf(entries);
    }

    /** Fails the subscriptions that no broker has answered. */
    void close(LinkException reason) {
        entries.forEach(e -> e.granted.completeExceptionally(reason));
        entries.clear();
    }

    /** Gives the message to every handler whose filter matches; it is acknowledged when all have done so. */
    void dispatch(MqttMessage message, int packetId, AcknowledgementQueue acknowledgements) {
        List<Entry> matching;
        AcknowledgementQueue.Entry entry;
        synchronized (claiming) {
            matching = entries.stream()
                    .filter(e -> e.filter.matches(message.topic()))
                    .toList();
            entry = acknowledgements.arrived(packetId, Math.max(1, matching.size()));
            if (matching.isEmpty()) {
                unclaimed.offer(message, entry);
            }
        }
        // soon the broker sends nothing more, not even what makes the client subscribe
        while (acknowledgements.size() >= mostWaiting && unclaimed.dropOldest()) {
            LOG.debug("{} messages wait for their acknowledgement", acknowledgements.size());
        }
        for (Entry subscription : matching) {
            if (!subscription.gate.holds(message, entry)) {
                deliver(message, entry, subscription);
            }
        }
    }

    private static void deliver(MqttMessage message, AcknowledgementQueue.Entry entry, Entry subscription) {
        Delivery delivery = new OnceDelivery(message, entry, new AtomicBoolean());
        try {
            subscription.handler.deliver(delivery);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("message dropped topic={} reason=its handler failed", message.topic(), e);
            delivery.acknowledge();
        }
    }

    /** One subscription. */
    record Entry(TopicFilter filter, DeliveryHandler handler, CompletableFuture<Void> granted, ClaimGate gate) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** What the subscriber gets. */
    record Handle(CompletableFuture<Void> granted, Runnable leaver, Runnable closer) implements MqttLink.Subscription {
        @Override
        public void leave() {
            leaver.run();
        }

        @Override
        public void close() {
            closer.run();
        }
    }

    private record OnceDelivery(MqttMessage message, AcknowledgementQueue.Entry entry, AtomicBoolean acknowledged)
            implements Delivery {
        @Override
        public long number() {
            return entry.number();
        }

        @Override
        public boolean isRedelivered() {
            return entry.isExpected();
        }

        @Override
        public void acknowledge() {
            if (acknowledged.compareAndSet(false, true)) {
                entry.settle();
            }
        }
    }
}

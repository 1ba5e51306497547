package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that came before their subscription. A broker with a session sends what is in it as soon as its client is back;
 * if the client's process is a new one, it must first find out again what it subscribes to. So for a while after the first
 * connection the messages that the client expects are held, unacknowledged, until a subscription claims them. What is not
 * expected, is too much, or is not claimed in time, is acknowledged and logged. Their number is bounded by the receive
 * maximum. Thread-safe.
 */
final class UnclaimedMessages {
    private static final Logger LOG = LoggerFactory.getLogger(UnclaimedMessages.class);
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Optional<TopicFilter> expected;
    private final long mostBytes;
    private final LongSupplier nanos;
    private final Executor afterPatience;
    private final List<Held> held = new ArrayList<>();
    private long heldBytes;
    private boolean timed;
    private boolean over;

    UnclaimedMessages(LinkOptions options) {
        this(
                options.expected().map(expected -> TopicFilter.parse(expected.filter())),
                options.expected().map(LinkOptions.Expected::mostBytes).orElse(0L),
                System::nanoTime,
                CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * @param afterPatience runs a task once the time for claims is over
     */
    UnclaimedMessages(Optional<TopicFilter> expected, long mostBytes, LongSupplier nanos, Executor afterPatience) {
        this.expected = expected;
        this.mostBytes = mostBytes;
        this.nanos = nanos;
        this.afterPatience = afterPatience;
    }

    /** A message, and how to acknowledge it. */
    record Held(MqttMessage message, AcknowledgementQueue.Entry entry, long sinceNanos) {}

    /** Starts the time for claims, at the first connection. */
    synchronized void connected() {
        if (!timed) {
            timed = true;
            afterPatience.execute(this::end);
        }
    }

    /** The broker delivers all again on the next connection. */
    synchronized void disconnected() {
        held.clear();
        heldBytes = 0;
    }

    synchronized void offer(MqttMessage message, AcknowledgementQueue.Entry entry) {
        long bytes = message.payload().sizeBytes();
        if (over || !expects(message.topic()) || heldBytes + bytes > mostBytes) {
            drop(message, entry);
            return;
        }
        held.add(new Held(message, entry, nanos.getAsLong()));
        heldBytes += bytes;
    }

    /** Takes out the messages of a topic that the filter matches, in the order of arrival; without those that expired here. */
    synchronized List<Held> claim(TopicFilter filter) {
        List<Held> claimed = new ArrayList<>();
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            Held one = all.next();
            if (filter.matches(one.message().topic())) {
                all.remove();
                heldBytes -= one.message().payload().sizeBytes();
                @Nullable MqttMessage aged = aged(one);
                if (aged == null) {
                    drop(one.message(), one.entry());
                } else {
                    claimed.add(new Held(aged, one.entry(), one.sinceNanos()));
                }
            }
        }
        return claimed;
    }

    /**
     * Acknowledges the oldest, so that what has come behind it can be acknowledged too.
     *
     * @return whether there was one
     */
    synchronized boolean dropOldest() {
        if (held.isEmpty()) {
            return false;
        }
        Held oldest = held.remove(0);
        heldBytes -= oldest.message().payload().sizeBytes();
        drop(oldest.message(), oldest.entry());
        return true;
    }

    /** Ends the time for claims if the client unsubscribes from what it expects: so it knows by now what it wants. */
    void unsubscribed(TopicFilter filter) {
        if (expects(filter.text())) {
            end();
        }
    }

    private boolean expects(String topic) {
        return expected.isPresent() && expected.get().matches(topic);
    }

    private synchronized void end() {
        over = true;
        while (dropOldest()) {
            LOG.trace("one less");
        }
    }

    /** The message with what is left of its time, or null if nothing is. */
    private @Nullable MqttMessage aged(Held one) {
        if (one.message().expiry().isEmpty()) {
            return one.message();
        }
        Duration left = one.message().expiry().get().minusNanos(nanos.getAsLong() - one.sinceNanos());
        return left.isNegative() || left.isZero() ? null : one.message().expiringAfter(left);
    }

    private static void drop(MqttMessage message, AcknowledgementQueue.Entry entry) {
        LOG.warn("message dropped topic={} reason=no subscription of this client matches", message.topic());
        entry.settle();
    }
}

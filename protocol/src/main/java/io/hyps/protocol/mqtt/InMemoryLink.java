package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client of {@link InMemoryBroker} and its session. Package-private methods run on the broker's thread. */
final class InMemoryLink implements MqttLink {
    private final InMemoryBroker broker;
    private final LinkOptions options;
    private final Subscriptions subscriptions;
    private final Listeners listeners = new Listeners();
    private final Deque<MqttMessage> waiting = new ArrayDeque<>();
    private final Map<Integer, MqttMessage> unacknowledged = new LinkedHashMap<>();
    private AcknowledgementQueue acknowledgements = new AcknowledgementQueue(this::acknowledged);
    private int lastPacketId;
    private boolean known;

    private final Object state = new Object();
    private boolean connected;
    private boolean closed;
    private String lastFailure = "";

    InMemoryLink(InMemoryBroker broker, LinkOptions options) {
        this.broker = broker;
        this.options = options;
        this.subscriptions = new Subscriptions(options);
    }

    LinkOptions options() {
        return options;
    }

    int unacknowledged() {
        return unacknowledged.size();
    }

    boolean wants(String topic) {
        return isKept() && filters(topic).anyMatch(f -> !f.isShared());
    }

    Stream<String> sharedFilters(String topic) {
        return isKept()
                ? filters(topic)
                        .filter(TopicFilter::isShared)
                        .map(TopicFilter::text)
                        .distinct()
                : Stream.of();
    }

    void offer(Publication p, boolean kept) {
        waiting.add(new MqttMessage(
                p.topic(),
                p.payload(),
                kept,
                false,
                p.expiry(),
                p.contentType(),
                p.responseTopic(),
                p.correlation(),
                p.userProperties()));
        pump();
    }

    void online() {
        if (closed || connected) {
            return;
        }
        boolean sessionPresent = known && hasSession();
        known = true;
        acknowledgements = new AcknowledgementQueue(this::acknowledged);
        setConnected(true, "");
        subscriptions.connected();
        listeners.connected(sessionPresent);
        subscriptions.all().forEach(s -> broker.sendRetained(this, s.filter()));
        pump();
    }

    void offline(String reason) {
        if (!connected) {
            return;
        }
        acknowledgements.close();
        subscriptions.disconnected();
        List<MqttMessage> again = new ArrayList<>(unacknowledged.values());
        unacknowledged.clear();
        if (hasSession()) {
            for (int i = again.size() - 1; i >= 0; i--) {
                waiting.addFirst(asDuplicate(again.get(i)));
            }
        } else {
            waiting.clear();
        }
        setConnected(false, reason);
        listeners.disconnected(reason);
    }

    void takenOver() {
        String reason = ReasonCode.text(ReasonCode.SESSION_TAKEN_OVER);
        offline(reason);
        if (options.exclusive()) {
            end(reason);
            listeners.takenOver();
        }
    }

    @Override
    public boolean awaitConnected(Duration timeout) throws InterruptedException {
        synchronized (state) {
            awaitConnection(timeout);
            return connected;
        }
    }

    @Override
    public boolean isConnected() {
        synchronized (state) {
            return connected;
        }
    }

    @Override
    public String lastFailure() {
        synchronized (state) {
            return lastFailure;
        }
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
        broker.call(() -> {
            listeners.add(listener);
            return listener;
        });
    }

    @Override
    public Subscription subscribe(String filter, DeliveryHandler handler) {
        TopicFilter parsed = TopicFilter.parse(filter);
        return broker.call(() -> {
            Subscriptions.Entry entry = subscriptions.add(parsed, handler);
            if (closed) {
                subscriptions.close(new LinkException("not subscribed: the link is closed"));
            } else if (connected) {
                entry.granted().complete(null);
                broker.later(() -> broker.sendRetained(this, parsed));
            }
            broker.whileDelivering(() -> subscriptions.claim(entry));
            Runnable closer = () -> broker.call(() -> subscriptions.remove(entry));
            return new Subscriptions.Handle(entry.granted(), closer, closer);
        });
    }

    @Override
    public CompletableFuture<PublishOutcome> publish(Publication publication)
            throws LinkException, InterruptedException {
        if (broker.isDelivering()) {
            throw new IllegalStateException("publish may wait: it must not be called from a delivery handler");
        }
        synchronized (state) {
            awaitConnection(options.publishTimeout());
            if (closed) {
                throw new LinkException(
                        lastFailure.isEmpty() ? "the link is closed" : "the link is closed: " + lastFailure);
            }
            if (!connected) {
                throw new LinkException("not published: no connection for "
                        + options.publishTimeout().toMillis() + " ms");
            }
        }
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        broker.publish(publication, outcome);
        return outcome;
    }

    @Override
    public void close() {
        broker.call(() -> {
            offline("closed");
            end("");
            broker.forget(this);
            return this;
        });
    }

    private void end(String reason) {
        synchronized (state) {
            closed = true;
            lastFailure = reason;
            state.notifyAll();
        }
        subscriptions.close(new LinkException("the link is closed"));
    }

    private void pump() {
        while (connected && !waiting.isEmpty() && unacknowledged.size() < options.receiveMaximum()) {
            MqttMessage message = waiting.remove();
            int packetId = ++lastPacketId;
            unacknowledged.put(packetId, message);
            broker.whileDelivering(() -> subscriptions.dispatch(message, packetId, acknowledgements));
        }
    }

    private void acknowledged(int packetId) {
        broker.later(() -> {
            unacknowledged.remove(packetId);
            pump();
        });
    }

    private boolean hasSession() {
        return !options.sessionExpiry().isZero();
    }

    private boolean isKept() {
        return connected || (hasSession() && !closed);
    }

    private Stream<TopicFilter> filters(String topic) {
        return subscriptions.all().stream().map(Subscriptions.Entry::filter).filter(f -> f.matches(topic));
    }

    private void setConnected(boolean now, String failure) {
        synchronized (state) {
            connected = now;
            lastFailure = failure;
            state.notifyAll();
        }
        if (now) {
            subscriptions.all().forEach(s -> s.granted().complete(null));
        }
    }

    private void awaitConnection(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long left = timeout.toNanos();
        while (!connected && !closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(state, left);
            left = deadline - System.nanoTime();
        }
    }

    private static MqttMessage asDuplicate(MqttMessage m) {
        return new MqttMessage(
                m.topic(),
                m.payload(),
                m.retained(),
                true,
                m.expiry(),
                m.contentType(),
                m.responseTopic(),
                m.correlation(),
                m.userProperties());
    }
}

package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link on Eclipse Paho: a thread that connects, again and again, and all that outlives a connection. */
final class PahoLink implements MqttLink {
    private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
    private static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PROVED_GOOD = Duration.ofSeconds(5);

    private final LinkOptions options;
    private final Outbox outbox;
    private final Subscriptions subscriptions;
    private final Listeners listeners = new Listeners();
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final FailureLog failures;
    private final ExclusiveId exclusiveId;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final Thread thread;

    private final Object state = new Object();
    private @Nullable PahoConnection current;
    private boolean closed;

    private PahoLink(LinkOptions options) {
        this.options = options;
        this.subscriptions = new Subscriptions(options);
        this.outbox = new Outbox(options.publishTimeout());
        this.failures = new FailureLog(options, System::nanoTime);
        this.exclusiveId = new ExclusiveId(options);
        this.thread = new Thread(this::run, "hyps-mqtt " + options.clientId());
        // Paho's threads inherit this: a program that forgets to close its link ends all the same
        thread.setDaemon(true);
    }

    static MqttLink open(LinkOptions options) {
        PahoLink link = new PahoLink(options);
        link.thread.start();
        return link;
    }

    @Override
    public boolean awaitConnected(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (state) {
            long left = timeout.toNanos();
            while (current == null && !closed && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(state, left);
                left = deadline - System.nanoTime();
            }
            return current != null;
        }
    }

    @Override
    public boolean isConnected() {
        return present() != null;
    }

    @Override
    public String lastFailure() {
        return failures.last();
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    @Override
    public Subscription subscribe(String filter, DeliveryHandler handler) {
        TopicFilter parsed = TopicFilter.parse(filter);
        Subscriptions.Entry entry;
        synchronized (state) {
            entry = subscriptions.add(parsed, handler);
            if (closed) {
                subscriptions.close(new LinkException("not subscribed: the link is closed"));
            } else if (current != null) {
                current.subscribe(entry);
            }
        }
        subscriptions.claim(entry);
        return new Subscriptions.Handle(entry.granted(), () -> leave(entry), () -> unsubscribe(entry));
    }

    @Override
    public CompletableFuture<PublishOutcome> publish(Publication publication)
            throws LinkException, InterruptedException {
        PahoConnection connection = present();
        if (connection != null && connection.isCallbackThread()) {
            throw new IllegalStateException("publish may wait: it must not be called from a delivery handler");
        }
        return outbox.add(publication);
    }

    @Override
    public void close() {
        closing.complete(null);
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave(Subscriptions.Entry entry) {
        synchronized (state) {
            if (subscriptions.leave(entry) && current != null) {
                current.unsubscribe(entry.filter());
            }
        }
    }

    private void unsubscribe(Subscriptions.Entry entry) {
        synchronized (state) {
            if (subscriptions.remove(entry) && current != null) {
                current.unsubscribe(entry.filter());
            }
        }
    }

    private void run() {
        try {
            while (!closing.isDone()) {
                connectOnce();
                awaitClosing(backoff.next());
            }
        } catch (InterruptedException e) {
            LOG.debug("link interrupted", e);
        } finally {
            LinkException reason = new LinkException(
                    failures.last().isEmpty() ? "the link is closed" : "the link is closed: " + failures.last());
            outbox.close(reason);
            synchronized (state) {
                closed = true;
                current = null;
                subscriptions.close(reason);
                state.notifyAll();
            }
        }
    }

    private void connectOnce() throws InterruptedException {
        PahoConnection connection;
        try {
            if (exclusiveId.isLost()) {
                giveUp();
                return;
            }
            connection = PahoConnection.open(options, subscriptions);
        } catch (LinkException e) {
            failures.failed(String.valueOf(e.getMessage()));
            return;
        }
        try {
            CompletableFuture.anyOf(connection.accepted(), closing)
                    .get(ACCEPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (!closing.isDone()) {
                hold(connection, connection.accepted().join());
            }
        } catch (ExecutionException e) {
            failures.failed(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        } catch (LinkException e) {
            failures.failed(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            failures.failed("the broker did not answer for " + ACCEPT_TIMEOUT.toSeconds() + " s");
        } finally {
            connection.close();
        }
    }

    /** Uses a connection until it breaks or the link is closed. */
    private void hold(PahoConnection connection, PahoConnection.Accepted accepted)
            throws InterruptedException, ExecutionException, LinkException {
        long since = System.nanoTime();
        subscriptions.connected();
        if (isLost(connection)) {
            giveUp();
            return;
        }
        int claims = exclusiveId.claim(connection);
        synchronized (state) {
            current = connection;
            subscriptions.asked().forEach(connection::subscribe);
            subscriptions.left().forEach(entry -> connection.unsubscribe(entry.filter()));
            state.notifyAll();
        }
        outbox.connected(connection, Math.max(1, accepted.receiveMaximum() - claims));
        failures.succeeded(accepted.sessionPresent());
        listeners.connected(accepted.sessionPresent());

        CompletableFuture.anyOf(connection.ended(), closing).get();
        if (!connection.ended().isDone()) {
            outbox.drain(DRAIN_TIMEOUT);
        }
        synchronized (state) {
            current = null;
        }
        boolean answered = outbox.disconnected();
        subscriptions.disconnected();
        connection.close();
        PahoReasons.Ended ended = connection.ended().join();
        failures.broken(ended.text());
        listeners.disconnected(ended.text());
        // Mosquitto 2.0.11 hangs up after each publication that it refuses: the next one must not wait ever longer for
        // that
        if (System.nanoTime() - since > PROVED_GOOD.toNanos() || (answered && !ended.takenOver())) {
            backoff.reset();
        }
        if (ended.takenOver() && options.exclusive()) {
            giveUp();
        }
    }

    /** What has arrived on a connection that is not used comes again on the next one. */
    private boolean isLost(PahoConnection connection) throws InterruptedException, ExecutionException, LinkException {
        boolean isUsed = false;
        try {
            boolean lost = exclusiveId.isLostOn(connection, subscriptions);
            isUsed = !lost;
            return lost;
        } finally {
            if (!isUsed) {
                subscriptions.disconnected();
            }
        }
    }

    private void giveUp() {
        closing.complete(null);
        failures.failed(ReasonCode.text(ReasonCode.SESSION_TAKEN_OVER));
        listeners.takenOver();
    }

    private void awaitClosing(Duration time) throws InterruptedException {
        try {
            closing.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.trace("trying again", e);
        }
    }

    private @Nullable PahoConnection present() {
        synchronized (state) {
            return current;
        }
    }
}

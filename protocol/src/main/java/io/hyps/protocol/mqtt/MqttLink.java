package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to an MQTT 5 broker that mends itself: it connects in the background, again with growing delay after every
 * break, and renews its subscriptions. Everything goes at QoS 1.
 *
 * <p>Safe for use from many threads. {@link #open} gives one on Paho; {@link InMemoryBroker} gives ones for tests.
 */
public interface MqttLink extends AutoCloseable {
    /** Starts connecting and returns at once. */
    static MqttLink open(LinkOptions options) {
        return PahoLink.open(options);
    }

    /**
     * Waits until the broker has accepted the connection.
     *
     * @return whether it has in that time
     */
    boolean awaitConnected(Duration timeout) throws InterruptedException;

    boolean isConnected();

    /** Why the last try to connect failed, in one line, for people; empty if there was none or it succeeded. */
    String lastFailure();

    /**
     * Calls the listener on every change, from the link's own thread: it must not block. If the link is connected
     * already, the listener hears so at once, from the calling thread.
     */
    void addConnectionListener(ConnectionListener listener);

    /**
     * Subscribes now, and again after every reconnection, until the subscription is closed. The future of
     * {@link Subscription#granted()} tells what the broker answered the first time.
     *
     * <p>What the link was {@link LinkOptions#expecting expecting} and has come before this call, of an earlier process'
     * session, is handed over before the call returns.
     *
     * @param filter an MQTT topic filter
     * @param handler called from the link's own thread, in the order of arrival, and from the caller's for what was held: it
     *     must not publish, and not block but to keep the broker waiting; then nothing else arrives either, nor the answer to
     *     what the link publishes
     */
    Subscription subscribe(String filter, DeliveryHandler handler);

    /**
     * Sends a message. Waits while as many are unacknowledged as the broker takes (its receive maximum) or the link is
     * down; so it must not be called from a {@link DeliveryHandler}.
     *
     * @return completes with the broker's PUBACK; exceptionally with a {@link LinkException} if the link is closed first
     * @throws LinkException if no place became free within {@link LinkOptions#publishTimeout()}, or the link is closed
     */
    CompletableFuture<PublishOutcome> publish(Publication publication) throws LinkException, InterruptedException;

    /** Sends {@code DISCONNECT}, so that the will is not published, and frees everything. Waits a few seconds at most. */
    @Override
    void close();

    /** Hears of the connection. */
    interface ConnectionListener {
        /**
         * The broker has accepted the connection.
         *
         * @param sessionPresent whether it still had this client's session
         */
        void connected(boolean sessionPresent);

        /**
         * The connection is gone.
         *
         * @param reason one line for people
         */
        void disconnected(String reason);

        /** After the last {@link #disconnected}: another client holds this exclusive id now, and this link is closed. */
        default void takenOver() {}
    }

    /** Takes messages. */
    @FunctionalInterface
    interface DeliveryHandler {
        void deliver(Delivery delivery);
    }

    /** A subscription in force. */
    interface Subscription extends AutoCloseable {
        /** Completes when the broker has granted it, exceptionally with a {@link LinkException} if it refused. */
        CompletableFuture<Void> granted();

        /**
         * Unsubscribes, but goes on to hand over what the broker has kept for this client's session. Without a session that
         * is nothing.
         */
        default void leave() {
            close();
        }

        /** Unsubscribes. Deliveries already handed over stay valid. */
        @Override
        void close();
    }
}

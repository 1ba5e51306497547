package io.hyps.runner.mqtt;

import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttMessage;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Follows how far the acknowledgements, which go out in the order of arrival, lag behind the arrivals. Once the first
 * unacknowledged delivery has as many behind it as the broker sends without an acknowledgement (the receive maximum),
 * nothing comes any more, whatever becomes of the others; so its holder must let go of it before. Safe for many threads.
 */
public final class AckWindow {
    private final int limit;
    private final NavigableMap<Long, Integer> open = new TreeMap<>();
    private long newest;
    private volatile Runnable onAcknowledged = () -> {};

    /** @param receiveMaximum of the link; an eighth of it stays free */
    public AckWindow(int receiveMaximum) {
        this.limit = Math.max(1, receiveMaximum - Math.max(1, receiveMaximum / 8));
    }

    /** How many deliveries may wait for one another. */
    public int limit() {
        return limit;
    }

    /** Calls the action after every acknowledgement, from the thread that gave it. */
    public void afterAcknowledgement(Runnable action) {
        this.onAcknowledged = action;
    }

    /** Takes a delivery into the window, until it is acknowledged. */
    public Admitted admit(Delivery delivery) {
        synchronized (open) {
            open.merge(delivery.number(), 1, Integer::sum);
            newest = Math.max(newest, delivery.number());
        }
        return new Admitted(delivery);
    }

    /** The first unacknowledged delivery, if the window is nearly full. */
    public OptionalLong holdUp() {
        synchronized (open) {
            return open.isEmpty() || newest - open.firstKey() < limit - 1
                    ? OptionalLong.empty()
                    : OptionalLong.of(open.firstKey());
        }
    }

    /** The connection is gone, and with it all acknowledgements that were due. */
    public void clear() {
        synchronized (open) {
            open.clear();
            newest = 0;
        }
    }

    private void leave(long number) {
        synchronized (open) {
            open.computeIfPresent(number, (same, times) -> times == 1 ? null : times - 1);
        }
        onAcknowledged.run();
    }

    /** A delivery in the window. */
    public final class Admitted implements Delivery {
        private final Delivery delivery;
        private final AtomicBoolean acknowledged = new AtomicBoolean();

        private Admitted(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public long number() {
            return delivery.number();
        }

        @Override
        public MqttMessage message() {
            return delivery.message();
        }

        @Override
        public void acknowledge() {
            if (acknowledged.compareAndSet(false, true)) {
                delivery.acknowledge();
                leave(delivery.number());
            }
        }
    }
}

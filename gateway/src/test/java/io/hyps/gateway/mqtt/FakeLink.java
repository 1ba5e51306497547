package io.hyps.gateway.mqtt;

import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A link whose outcomes the test decides. */
public final class FakeLink implements MqttLink {
    private final List<Publication> published = new CopyOnWriteArrayList<>();
    private Function<Publication, PublishOutcome> outcomes = publication -> new PublishOutcome.Delivered();
    private volatile boolean connected = true;
    private @Nullable DeliveryHandler handler;

    public void answer(Function<Publication, PublishOutcome> how) {
        outcomes = how;
    }

    public void connected(boolean now) {
        connected = now;
    }

    public List<Publication> published() {
        return List.copyOf(published);
    }

    @Override
    public boolean awaitConnected(Duration timeout) {
        return connected;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public String lastFailure() {
        return connected ? "" : "away";
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
        // the test breaks nothing
    }

    @Override
    public Subscription subscribe(String filter, DeliveryHandler subscriber) {
        handler = subscriber;
        return new Subscription() {
            @Override
            public CompletableFuture<Void> granted() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {
                handler = null;
            }
        };
    }

    /** Gives the last subscriber a message, whatever its topic. */
    public void deliver(Delivery delivery) {
        Objects.requireNonNull(handler, "nobody has subscribed").deliver(delivery);
    }

    @Override
    public CompletableFuture<PublishOutcome> publish(Publication publication) throws LinkException {
        if (!connected) {
            throw new LinkException("away");
        }
        published.add(publication);
        return CompletableFuture.completedFuture(outcomes.apply(publication));
    }

    @Override
    public void close() {
        connected = false;
    }
}

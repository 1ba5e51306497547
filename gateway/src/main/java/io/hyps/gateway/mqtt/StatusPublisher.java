package io.hyps.gateway.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.topic.Topic;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the retained status as the gateway is. {@link #tick} is called every so often, which conflates the changes. */
public final class StatusPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
    private static final long ACKNOWLEDGED_WITHIN_SECONDS = 5;

    private final MqttLink link;
    private final Supplier<GatewayStatus> present;
    private final AtomicReference<@Nullable GatewayStatus> published = new AtomicReference<>();

    public StatusPublisher(MqttLink link, Supplier<GatewayStatus> present) {
        this.link = link;
        this.present = present;
        link.addConnectionListener(new MqttLink.ConnectionListener() {
            @Override
            public void connected(boolean sessionPresent) {
                published.set(null);
            }

            @Override
            public void disconnected(String reason) {
                published.set(null);
            }
        });
    }

    /** The last will: the gateway is gone. */
    public static Publication offline(String gateway) {
        return publication(GatewayStatus.of(gateway, false, null, 0, List.of()));
    }

    /** Publishes the status if it has changed since, or the link was away. */
    public void tick() throws InterruptedException {
        GatewayStatus status = present.get();
        if (!link.isConnected() || status.equals(published.get())) {
            return;
        }
        published.set(status);
        if (!publish(publication(status))) {
            published.compareAndSet(status, null);
        }
    }

    /** Says that the gateway leaves in order. */
    public void leave(String gateway) throws InterruptedException {
        if (link.isConnected()) {
            publish(offline(gateway));
        }
    }

    /** Leaves without a trace, for a gateway that does not come back. */
    public void vanish(Topic.GatewayStatus topic) throws InterruptedException {
        if (link.isConnected()) {
            publish(Publication.of(topic, Payload.empty()).asRetained());
        }
    }

    private boolean publish(Publication publication) throws InterruptedException {
        try {
            link.publish(publication).get(ACKNOWLEDGED_WITHIN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (LinkException | ExecutionException | TimeoutException e) {
            LOG.debug("status not published topic={} reason={}", publication.topic(), e.getMessage());
            return false;
        }
    }

    private static Publication publication(GatewayStatus status) {
        return Publication.of(new Topic.GatewayStatus(status.gateway()), Payload.of(Json.encode(status)))
                .ofType("application/json")
                .asRetained();
    }
}

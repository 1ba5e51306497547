package io.hyps.gateway.ingest;

import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Publishes to sensors. Blocks as {@link MqttLink#publish} does. */
public final class SensorOutlet {
    private final MqttLink link;

    public SensorOutlet(MqttLink link) {
        this.link = link;
    }

    /** Completes when the broker has acknowledged all, exceptionally if it cannot. */
    CompletableFuture<Void> publish(List<Publication> publications) {
        List<CompletableFuture<?>> acknowledged = new ArrayList<>();
        try {
            for (Publication publication : publications) {
                acknowledged.add(link.publish(publication));
            }
        } catch (LinkException e) {
            acknowledged.add(CompletableFuture.failedFuture(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            acknowledged.add(CompletableFuture.failedFuture(e));
        }
        return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture<?>[]::new));
    }
}

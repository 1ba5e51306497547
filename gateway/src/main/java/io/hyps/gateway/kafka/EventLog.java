package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import java.util.concurrent.CompletableFuture;

/** Keeps events for good. Safe for use from many threads. */
public interface EventLog {
    /**
     * Appends an event. May block while the log's buffer is full or Kafka has not been reached yet; so it must not be
     * called from an MQTT callback. Goes on trying while Kafka is away.
     *
     * @param key what orders events: those of one key stay in order
     * @return completes when all in-sync replicas have the event; exceptionally with an {@link EventRefusedException} if
     *     trying again cannot help
     */
    CompletableFuture<Void> append(String topic, String key, CloudEvent event);
}

package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;

/**
 * An event and where it goes.
 *
 * @param key what orders events: those of one key stay in order
 */
public record LogEntry(String topic, String key, CloudEvent event) {}

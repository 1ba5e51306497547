package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to Kafka topics. The producer retries what was sent; what could not even be sent, because Kafka has not been
 * reached yet, is tried again here. How much is under way is bounded by the callers.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventLog.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Producer<String, CloudEvent> producer;
    private final Duration retryDelay;
    private final ScheduledExecutorService retries;

    KafkaEventLog(Producer<String, CloudEvent> producer, Duration retryDelay) {
        this.producer = producer;
        this.retryDelay = retryDelay;
        this.retries = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "hyps-kafka-retry"));
    }

    public static KafkaEventLog open(KafkaSettings settings) {
        return new KafkaEventLog(KafkaClients.producer(settings), Duration.ofMillis(500));
    }

    @Override
    public CompletableFuture<Void> append(String topic, String key, CloudEvent event) {
        CompletableFuture<Void> appended = new CompletableFuture<>();
        send(new ProducerRecord<>(topic, key, event), appended);
        return appended;
    }

    private void send(ProducerRecord<String, CloudEvent> record, CompletableFuture<Void> appended) {
        try {
            var unused = producer.send(record, (metadata, failure) -> sent(record, failure, appended));
        } catch (RuntimeException e) {
            sent(record, e, appended);
        }
    }

    private void sent(
            ProducerRecord<String, CloudEvent> record, @Nullable Exception failure, CompletableFuture<Void> appended) {
        if (failure == null) {
            appended.complete(null);
        } else if (failure instanceof RetriableException) {
            LOG.debug("kafka append tried again topic={} reason={}", record.topic(), failure.getMessage());
            try {
                var unused =
                        retries.schedule(() -> send(record, appended), retryDelay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                appended.completeExceptionally(refused("a record for " + record.topic(), closed));
            }
        } else {
            appended.completeExceptionally(refused("a record for " + record.topic(), failure));
        }
    }

    static EventRefusedException refused(String what, Exception failure) {
        return new EventRefusedException(
                "Kafka refuses " + what + ": " + failure.getMessage(),
                failure instanceof RecordTooLargeException,
                failure);
    }

    /** Gives what is under way a few seconds. */
    @Override
    public void close() {
        retries.shutdownNow();
        producer.close(CLOSE_TIMEOUT);
    }
}

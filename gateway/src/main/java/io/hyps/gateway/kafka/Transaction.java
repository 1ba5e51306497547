package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at writing what became of some records, and their offsets, all or nothing. */
final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
    private static final int COMMIT_TRIES = 3;

    private final Producer<String, CloudEvent> producer;
    private final List<Settlement> settlements;
    private final Map<Settlement, Exception> failures = new ConcurrentHashMap<>();

    Transaction(Producer<String, CloudEvent> producer, List<Settlement> settlements) {
        this.producer = producer;
        this.settlements = settlements;
    }

    /** @param member of the group: if it has lost its place there, Kafka refuses the whole transaction */
    Outcome run(ConsumerGroupMetadata member) {
        boolean committing = false;
        try {
            producer.beginTransaction();
            settlements.forEach(this::send);
            producer.sendOffsetsToTransaction(offsets(), member);
            committing = true;
            commit();
            return Outcome.COMMITTED;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("results not written, tried again count={} reason={}", settlements.size(), e.getMessage());
            return abort() ? Outcome.ABORTED : committing ? Outcome.UNCERTAIN : Outcome.BROKEN;
        }
    }

    /** The records whose entries Kafka will never take, and why. */
    Map<Settlement, Exception> refused() {
        return failures.entrySet().stream()
                .filter(failure -> isForGood(failure.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void send(Settlement settlement) {
        for (LogEntry entry : settlement.entries()) {
            var unused = producer.send(
                    new ProducerRecord<>(entry.topic(), entry.key(), entry.event()), (metadata, failure) -> {
                        if (failure != null) {
                            failures.putIfAbsent(settlement, failure);
                        }
                    });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<PartitionProgress, List<Long>> byPartition = settlements.stream()
                .collect(Collectors.groupingBy(
                        Settlement::progress, Collectors.mapping(Settlement::offset, Collectors.toList())));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        byPartition.forEach((progress, done) ->
                offsets.put(progress.partition(), progress.completedWith(done).encode()));
        return offsets;
    }

    /** A commit that was not answered in time may be asked for again. */
    private void commit() {
        for (int tries = 1; ; tries++) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                if (tries == COMMIT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private boolean abort() {
        try {
            producer.abortTransaction();
            return true;
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("transaction not aborted in order reason={}", e.getMessage());
            return false;
        }
    }

    private static boolean isForGood(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof SerializationException;
    }

    /** What became of it. */
    enum Outcome {
        COMMITTED,
        /** Nothing was written; the producer can go on. */
        ABORTED,
        /** Nothing was written; the producer cannot go on. */
        BROKEN,
        /** It was to be committed, and only Kafka knows whether it is; the producer cannot go on. */
        UNCERTAIN
    }
}

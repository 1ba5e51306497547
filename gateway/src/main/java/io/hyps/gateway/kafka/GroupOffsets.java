package io.hyps.gateway.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.TopicPartition;

/** What Kafka says the group has done. */
@FunctionalInterface
interface GroupOffsets {
    /**
     * Reads after every transaction under way has ended.
     *
     * @return nothing for a partition of which nothing was committed
     * @throws KafkaUnavailableException if Kafka does not say
     */
    Map<TopicPartition, CompletedOffsets> read(Collection<TopicPartition> partitions)
            throws KafkaUnavailableException, InterruptedException;

    /** @param admin closed by its owner */
    static GroupOffsets of(Admin admin, String group, long answerSeconds) {
        return partitions -> {
            var asked = new ListConsumerGroupOffsetsSpec().topicPartitions(partitions);
            try {
                Map<TopicPartition, CompletedOffsets> completed = new HashMap<>();
                admin.listConsumerGroupOffsets(
                                Map.of(group, asked), new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata(group)
                        .get(answerSeconds, TimeUnit.SECONDS)
                        .forEach((partition, committed) -> {
                            if (Objects.nonNull(committed)) {
                                completed.put(partition, CompletedOffsets.decode(committed));
                            }
                        });
                return completed;
            } catch (ExecutionException | TimeoutException e) {
                throw new KafkaUnavailableException("Kafka does not say what group " + group + " has done", e);
            }
        };
    }
}

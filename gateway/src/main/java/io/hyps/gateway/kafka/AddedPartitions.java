package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Has a consumer without a group read the partitions, too, that a topic gets later. For the consumer's thread. */
final class AddedPartitions {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final LongSupplier nanos;
    private long lookedNanos;

    AddedPartitions(Consumer<byte[], byte[]> consumer, String topic, LongSupplier nanos) {
        this.consumer = consumer;
        this.topic = topic;
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong();
    }

    /** All that the topic has now. */
    List<TopicPartition> all() {
        return consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    /** Looks now and then; assigns those that are new from their beginning, while the others go on where they stand. */
    List<TopicPartition> take() {
        long now = nanos.getAsLong();
        if (now - lookedNanos < LOOK_EVERY.toNanos()) {
            return List.of();
        }
        lookedNanos = now;
        Set<TopicPartition> assigned = consumer.assignment();
        List<TopicPartition> all = all();
        List<TopicPartition> added =
                all.stream().filter(p -> !assigned.contains(p)).toList();
        if (!added.isEmpty()) {
            Map<TopicPartition, Long> places = new HashMap<>();
            assigned.forEach(partition -> places.put(partition, consumer.position(partition)));
            consumer.assign(all);
            places.forEach(consumer::seek);
            consumer.seekToBeginning(added);
        }
        return added;
    }
}

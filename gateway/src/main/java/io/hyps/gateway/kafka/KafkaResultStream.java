package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads hyps.results without a group, so that every reader sees all of it. Partitions that are added later are read, too. */
public final class KafkaResultStream implements ResultStream {
    private static final AtomicLong STREAMS = new AtomicLong();
    private static final int FETCH_BYTES = 1 << 20;
    private static final Duration LOOK_FOR_PARTITIONS_EVERY = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final LongSupplier nanos;
    private final SortedMap<Integer, Long> next = new TreeMap<>();
    private long lookedNanos;

    private KafkaResultStream(Consumer<byte[], byte[]> consumer, String topic, LongSupplier nanos) {
        this.consumer = consumer;
        this.topic = topic;
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong();
    }

    /** @see ResultStream.Source#open */
    public static ResultStream open(KafkaSettings settings, Optional<ResultPositions> from)
            throws KafkaUnavailableException {
        try {
            String role = "stream-" + STREAMS.incrementAndGet();
            return over(
                    KafkaClients.reader(settings, role, FETCH_BYTES),
                    settings.topics().results(),
                    from,
                    System::nanoTime);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(
                    "Kafka at " + settings.bootstrap() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @param consumer closed with the stream, and if there is none */
    static ResultStream over(
            Consumer<byte[], byte[]> consumer, String topic, Optional<ResultPositions> from, LongSupplier nanos) {
        KafkaResultStream stream = new KafkaResultStream(consumer, topic, nanos);
        boolean opened = false;
        try {
            stream.seek(from);
            opened = true;
            return stream;
        } finally {
            if (!opened) {
                consumer.close();
            }
        }
    }

    private void seek(Optional<ResultPositions> from) {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ends.forEach((partition, end) -> next.put(partition.partition(), end));
        from.ifPresent(this::resume);
        partitions.forEach(p -> consumer.seek(p, next.getOrDefault(p.partition(), 0L)));
    }

    private void resume(ResultPositions from) {
        from.nextOffsets().forEach((partition, offset) -> {
            Long end = next.get(partition);
            if (end == null || offset > end) {
                throw new IllegalArgumentException("there is no position " + partition + "-" + offset
                        + " in the results: use the id of an event of this system");
            }
            next.put(partition, offset);
        });
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    @Override
    public List<Placed> poll(Duration timeout) {
        takeNewPartitions();
        List<Placed> results = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            next.put(record.partition(), record.offset() + 1);
            ResultFeed.read(record).ifPresent(result -> results.add(new Placed(result, positions())));
        }
        return results;
    }

    private void takeNewPartitions() {
        long now = nanos.getAsLong();
        if (now - lookedNanos < LOOK_FOR_PARTITIONS_EVERY.toNanos()) {
            return;
        }
        lookedNanos = now;
        List<TopicPartition> partitions = partitions();
        List<TopicPartition> added = partitions.stream()
                .filter(p -> !next.containsKey(p.partition()))
                .toList();
        if (!added.isEmpty()) {
            consumer.assign(partitions);
            next.forEach((partition, offset) -> consumer.seek(new TopicPartition(topic, partition), offset));
            added.forEach(p -> next.put(p.partition(), 0L));
            consumer.seekToBeginning(added);
        }
    }

    @Override
    public ResultPositions positions() {
        return new ResultPositions(next);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

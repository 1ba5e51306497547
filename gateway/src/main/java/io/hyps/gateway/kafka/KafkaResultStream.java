package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

    private final Consumer<byte[], byte[]> consumer;
    private final AddedPartitions partitions;
    private final SortedMap<Integer, Long> next = new TreeMap<>();

    private KafkaResultStream(Consumer<byte[], byte[]> consumer, AddedPartitions partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
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
        KafkaResultStream stream = new KafkaResultStream(consumer, new AddedPartitions(consumer, topic, nanos));
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
        List<TopicPartition> all = partitions.all();
        consumer.assign(all);
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(all).forEach((partition, end) -> ends.put(partition.partition(), end));
        next.putAll(ends);
        from.ifPresent(positions -> resume(positions, ends));
        all.forEach(p -> consumer.seek(p, next.getOrDefault(p.partition(), 0L)));
    }

    /** A partition that was not there when the positions were told is read from its beginning. */
    private void resume(ResultPositions from, Map<Integer, Long> ends) {
        next.replaceAll((partition, end) -> 0L);
        from.nextOffsets().forEach((partition, offset) -> {
            Long end = ends.get(partition);
            if (end == null || offset > end) {
                throw new IllegalArgumentException("there is no position " + partition + "-" + offset
                        + " in the results: use the id of an event of this system");
            }
            next.put(partition, offset);
        });
    }

    @Override
    public List<Placed> poll(Duration timeout) {
        partitions.take().forEach(added -> next.put(added.partition(), 0L));
        List<Placed> results = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            next.put(record.partition(), record.offset() + 1);
            ResultFeed.read(record).ifPresent(result -> results.add(new Placed(result, positions())));
        }
        return results;
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

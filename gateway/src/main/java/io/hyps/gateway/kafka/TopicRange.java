package io.hyps.gateway.kafka;

import io.hyps.protocol.event.EventTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A range of a topic, read once without a group, committed records only, in the order in which Kafka stored them. Ends
 * where the topic ended when it was opened, if not before. For one thread.
 */
public final class TopicRange<T> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Comparator<ConsumerRecord<byte[], byte[]>> IN_TIME =
            Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                    .thenComparingInt(ConsumerRecord::partition);

    private final Consumer<byte[], byte[]> consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, T> reading;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Queue<ConsumerRecord<byte[], byte[]>>> fetched =
            new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));

    private TopicRange(
            Consumer<byte[], byte[]> consumer,
            Function<ConsumerRecord<byte[], byte[]>, T> reading,
            LongSupplier nanos) {
        this.consumer = consumer;
        this.reading = reading;
        this.nanos = nanos;
    }

    /** Frames, and what is none. */
    public static TopicRange<StoredFrame> ofFrames(KafkaSettings settings, Optional<Bound> from, Optional<Bound> to)
            throws KafkaUnavailableException {
        return open(
                settings,
                EventTopics.LIVE.frames(),
                from,
                to,
                record -> new StoredFrame(FrameRecordReader.read(record), record.partition(), record.offset()));
    }

    /** Results; nothing for a record that is none. */
    public static TopicRange<Optional<ResultRecord>> ofResults(KafkaSettings settings, Instant from)
            throws KafkaUnavailableException {
        return open(
                settings,
                EventTopics.LIVE.results(),
                Optional.of(new Bound.Time(from)),
                Optional.empty(),
                ResultFeed::read);
    }

    private static <T> TopicRange<T> open(
            KafkaSettings settings,
            String topic,
            Optional<Bound> from,
            Optional<Bound> to,
            Function<ConsumerRecord<byte[], byte[]>, T> reading)
            throws KafkaUnavailableException {
        Consumer<byte[], byte[]> consumer;
        try {
            consumer = KafkaClients.reader(settings, "reader");
        } catch (KafkaException e) {
            throw unavailable(settings, e);
        }
        return over(consumer, settings, topic, from, to, reading, System::nanoTime);
    }

    /** @param consumer closed with the range, and if there is none */
    static <T> TopicRange<T> over(
            Consumer<byte[], byte[]> consumer,
            KafkaSettings settings,
            String topic,
            Optional<Bound> from,
            Optional<Bound> to,
            Function<ConsumerRecord<byte[], byte[]>, T> reading,
            LongSupplier nanos)
            throws KafkaUnavailableException {
        TopicRange<T> range = new TopicRange<>(consumer, reading, nanos);
        boolean opened = false;
        try {
            range.seek(settings, topic, from, to);
            opened = true;
            return range;
        } catch (KafkaException e) {
            throw unavailable(settings, e);
        } finally {
            if (!opened) {
                consumer.close();
            }
        }
    }

    private static KafkaUnavailableException unavailable(KafkaSettings settings, KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new KafkaUnavailableException(
                "Kafka at " + settings.bootstrap() + " cannot be read: " + cause.getMessage(), e);
    }

    private void seek(KafkaSettings settings, String topic, Optional<Bound> from, Optional<Bound> to)
            throws KafkaUnavailableException {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .filter(p -> isRead(p, from) && isRead(p, to))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaUnavailableException(
                    "Kafka at " + settings.bootstrap() + " has no topic " + topic
                            + ", or not that partition: has a gateway run there?",
                    new IllegalStateException(topic));
        }
        Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> lasts = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = places(partitions, from, firsts, lasts);
        Map<TopicPartition, Long> stops = places(partitions, to, lasts, lasts);
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            long first = firsts.getOrDefault(partition, 0L);
            long last = lasts.getOrDefault(partition, 0L);
            long start = Math.max(first, starts.getOrDefault(partition, first));
            long stop = Math.min(last, stops.getOrDefault(partition, last));
            if (start < stop) {
                consumer.seek(partition, start);
                ends.put(partition, stop);
                fetched.put(partition, new ArrayDeque<>());
            }
        }
        consumer.assign(List.copyOf(ends.keySet()));
    }

    private static boolean isRead(TopicPartition partition, Optional<Bound> bound) {
        return bound.filter(b -> b instanceof Bound.Offset o
                        && o.partition().isPresent()
                        && o.partition().getAsInt() != partition.partition())
                .isEmpty();
    }

    /** @param otherwise where there is no bound, or no record so late */
    private Map<TopicPartition, Long> places(
            Collection<TopicPartition> partitions,
            Optional<Bound> bound,
            Map<TopicPartition, Long> otherwise,
            Map<TopicPartition, Long> lasts) {
        if (bound.isEmpty()) {
            return otherwise;
        }
        Map<TopicPartition, Long> places = new HashMap<>();
        if (bound.get() instanceof Bound.Offset offset) {
            partitions.forEach(p -> places.put(p, offset.offset()));
        } else if (bound.get() instanceof Bound.Time time) {
            Map<TopicPartition, Long> asked = new HashMap<>();
            partitions.forEach(p -> asked.put(p, time.time().toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
            partitions.forEach(p -> {
                OffsetAndTimestamp at = found.get(p);
                places.put(p, at == null ? lasts.getOrDefault(p, 0L) : at.offset());
            });
        } else {
            throw new IllegalStateException("unknown bound " + bound.get());
        }
        return places;
    }

    /**
     * The next record.
     *
     * @return nothing after the last
     * @throws KafkaUnavailableException if Kafka is away for too long
     */
    public Optional<T> next() throws KafkaUnavailableException {
        try {
            long since = nanos.getAsLong();
            while (fetched.values().stream().anyMatch(Queue::isEmpty)) {
                if (fetch()) {
                    since = nanos.getAsLong();
                } else if (nanos.getAsLong() - since > PATIENCE.toNanos()) {
                    throw new KafkaUnavailableException(
                            "Kafka has sent nothing for " + PATIENCE.toSeconds() + " s, though there is more of "
                                    + fetched.keySet(),
                            new IllegalStateException("no records"));
                }
            }
        } catch (KafkaException e) {
            throw new KafkaUnavailableException("Kafka cannot be read any more: " + e.getMessage(), e);
        }
        return fetched.values().stream().map(Queue::peek).min(IN_TIME).map(first -> {
            TopicPartition partition = new TopicPartition(first.topic(), first.partition());
            Queue<ConsumerRecord<byte[], byte[]>> queue = fetched.getOrDefault(partition, new ArrayDeque<>());
            queue.remove();
            dropIfDone(partition, queue);
            return reading.apply(first);
        });
    }

    /**
     * Of partitions that have something here already nothing more is fetched.
     *
     * @return whether that brought anything, were it only a partition's end
     */
    private boolean fetch() {
        int before = fetched.size();
        boolean more = false;
        fetched.forEach((partition, queue) -> {
            if (queue.isEmpty()) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        });
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Queue<ConsumerRecord<byte[], byte[]>> queue = fetched.get(partition);
            if (queue != null && record.offset() < ends.getOrDefault(partition, 0L)) {
                queue.add(record);
                more = true;
            }
        }
        Map.copyOf(fetched).forEach(this::dropIfDone);
        return more || fetched.size() < before;
    }

    /** The position moves past marks of transactions too, which are no records. */
    private void dropIfDone(TopicPartition partition, Queue<ConsumerRecord<byte[], byte[]>> queue) {
        if (queue.isEmpty() && consumer.position(partition) >= ends.getOrDefault(partition, 0L)) {
            fetched.remove(partition);
            consumer.pause(List.of(partition));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

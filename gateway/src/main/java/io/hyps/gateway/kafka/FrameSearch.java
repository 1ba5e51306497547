package io.hyps.gateway.kafka;

import io.hyps.protocol.frame.FrameId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Looks for a frame's records by its id alone. The id tells when the frame was made, so the search begins there; it
 * gives up after {@code patience}. Safe for use from many threads.
 */
public final class FrameSearch {
    private static final AtomicLong SEARCHES = new AtomicLong();
    private static final int FETCH_BYTES = 4 << 20;
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(5);
    private static final Duration KEPT_WITHIN = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TIME_ORDERED = 7;

    private final KafkaSettings settings;
    private final Duration patience;
    private final LongSupplier nanos;

    public FrameSearch(KafkaSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.nanos = System::nanoTime;
    }

    /** The frame's result; none if there is none yet, or it was not found in time. */
    public Optional<ResultRecord> result(FrameId frame) throws KafkaUnavailableException {
        return find(settings.topics().results(), frame, Long.MAX_VALUE).flatMap(ResultFeed::read);
    }

    /** Whether hyps.frames holds the frame. */
    public boolean isKept(FrameId frame) throws KafkaUnavailableException {
        return find(settings.topics().frames(), frame, millis(frame) + KEPT_WITHIN.toMillis())
                .isPresent();
    }

    private Optional<ConsumerRecord<byte[], byte[]>> find(String topic, FrameId frame, long lastMillis)
            throws KafkaUnavailableException {
        if (frame.uuid().version() != TIME_ORDERED) {
            return Optional.empty();
        }
        String role = "search-" + SEARCHES.incrementAndGet();
        try (Consumer<byte[], byte[]> consumer = KafkaClients.reader(settings, role, FETCH_BYTES)) {
            return find(consumer, topic, frame, lastMillis);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(
                    "Kafka at " + settings.bootstrap() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<ConsumerRecord<byte[], byte[]>> find(
            Consumer<byte[], byte[]> consumer, String topic, FrameId frame, long lastMillis) {
        Map<TopicPartition, Long> ends = seek(consumer, topic, millis(frame) - CLOCKS_DIFFER_BY.toMillis());
        byte[] id = frame.toString().getBytes(StandardCharsets.US_ASCII);
        Set<TopicPartition> remaining = new HashSet<>(consumer.assignment());
        long deadline = nanos.getAsLong() + patience.toNanos();
        while (!remaining.isEmpty() && nanos.getAsLong() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Header header = record.headers().lastHeader("ce_id");
                if (header != null && Arrays.equals(header.value(), id)) {
                    return Optional.of(record);
                }
                if (record.timestamp() > lastMillis) {
                    remaining.remove(new TopicPartition(record.topic(), record.partition()));
                }
            }
            remaining.removeIf(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
            consumer.pause(consumer.assignment());
            consumer.resume(remaining);
        }
        return Optional.empty();
    }

    /** Assigns the partitions that have something since then, and tells where they end. */
    private static Map<TopicPartition, Long> seek(Consumer<byte[], byte[]> consumer, String topic, long fromMillis) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(p -> times.put(p, Math.max(0, fromMillis)));
        Map<TopicPartition, Long> starts = new HashMap<>();
        consumer.offsetsForTimes(times).forEach((TopicPartition p, OffsetAndTimestamp at) -> {
            if (at != null) {
                starts.put(p, at.offset());
            }
        });
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        return consumer.endOffsets(starts.keySet());
    }

    private static long millis(FrameId frame) {
        return frame.uuid().getMostSignificantBits() >>> 16;
    }
}

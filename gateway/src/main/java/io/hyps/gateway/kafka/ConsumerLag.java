package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a consumer is behind the ends of its partitions. Where it fetches, it knows: each answer says where the partition
 * ends. Of a partition that is paused, because as much is held as may be, Kafka is asked, else nobody would see what piles up;
 * only of those, as Kafka answers a connection's requests in turn, and a fetch of a partition without new records takes half a
 * second. What Kafka does not tell at once is left as it was: a partition without a leader must not hold up the records of
 * others. Looked at by the consumer's thread, read by any.
 */
final class ConsumerLag {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final LongSupplier nanos;
    private Duration pause = EVERY;
    private long lookedNanos;
    private volatile long records;

    ConsumerLag(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong() - EVERY.toNanos();
    }

    /**
     * Looks once a second at most; after each time that Kafka was asked and did not answer not for twice as long as before, up
     * to 30 s.
     */
    void look(Consumer<?, ?> consumer) {
        if (nanos.getAsLong() - lookedNanos < pause.toNanos()) {
            return;
        }
        Set<TopicPartition> assigned = consumer.assignment();
        try {
            records = behind(consumer, assigned);
            pause = EVERY;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            LOG.debug("kafka does not say where the partitions end partitions={} reason={}", assigned, e.getMessage());
        }
        lookedNanos = nanos.getAsLong();
    }

    private static long behind(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> unknown = new HashSet<>();
        long behind = 0;
        for (TopicPartition partition : assigned) {
            OptionalLong known = paused.contains(partition) ? OptionalLong.empty() : consumer.currentLag(partition);
            if (known.isPresent()) {
                behind += known.getAsLong();
            } else {
                unknown.add(partition);
            }
        }
        if (!unknown.isEmpty()) {
            for (Map.Entry<TopicPartition, Long> end :
                    consumer.endOffsets(unknown, PATIENCE).entrySet()) {
                behind += Math.max(0, end.getValue() - consumer.position(end.getKey(), PATIENCE));
            }
        }
        return behind;
    }

    /** Records that were there and not fetched, of all partitions that the consumer reads. */
    long records() {
        return records;
    }
}

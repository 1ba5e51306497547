package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a consumer is behind the ends of its partitions. Kafka's own metric of that name tells what was so at the last
 * fetch; a consumer that is paused, because as much is held as may be, would never see what piles up. What Kafka does not
 * tell at once is left as it was: a partition without a leader must not hold up the records of others. Looked at by the
 * consumer's thread, read by any.
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
     * Asks Kafka where the partitions end, once a second at most; after each time without an answer not for twice as long
     * as before, up to 30 s.
     */
    void look(Consumer<?, ?> consumer) {
        if (nanos.getAsLong() - lookedNanos < pause.toNanos()) {
            return;
        }
        Set<TopicPartition> assigned = consumer.assignment();
        try {
            long behind = 0;
            for (Map.Entry<TopicPartition, Long> end :
                    consumer.endOffsets(assigned, PATIENCE).entrySet()) {
                behind += Math.max(0, end.getValue() - consumer.position(end.getKey(), PATIENCE));
            }
            records = behind;
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

    /** Records that were there and not fetched, of all partitions that the consumer reads. */
    long records() {
        return records;
    }
}

package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a consumer is behind the ends of its partitions. Kafka's own metric of that name tells what was so at the last
 * fetch; a consumer that is paused, because as much is held as may be, would never see what piles up. Looked at by the
 * consumer's thread, read by any.
 */
final class ConsumerLag {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private long lookedNanos;
    private volatile long records;

    ConsumerLag(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong() - EVERY.toNanos();
    }

    /** Asks Kafka where the partitions end, once a second at most. */
    void look(Consumer<?, ?> consumer) {
        if (nanos.getAsLong() - lookedNanos < EVERY.toNanos()) {
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
        } catch (TimeoutException e) {
            LOG.debug("kafka does not say where the partitions end partitions={}", assigned);
        }
        lookedNanos = nanos.getAsLong();
    }

    /** Records that were there and not fetched, of all partitions that the consumer reads. */
    long records() {
        return records;
    }
}

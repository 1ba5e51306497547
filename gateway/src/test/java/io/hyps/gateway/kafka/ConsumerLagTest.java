package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConsumerLagTest {
    private static final TopicPartition PARTITION = new TopicPartition("records", 0);

    private final AtomicLong nanos = new AtomicLong(7);
    private final Ends consumer = new Ends();
    private final ConsumerLag lag = new ConsumerLag(nanos::get);

    ConsumerLagTest() {
        consumer.assign(List.of(PARTITION));
        consumer.seek(PARTITION, 3);
        consumer.updateEndOffsets(Map.of(PARTITION, 10L));
        consumer.pause(List.of(PARTITION));
    }

    @Test
    void doesNotAskOfWhatIsFetched() {
        consumer.failure = new TimeoutException("a fetch is under way");
        consumer.resume(List.of(PARTITION));

        look(0);

        assertThat(lag.records()).isEqualTo(7);
        assertThat(consumer.asked).isZero();
    }

    @Test
    void looksOnceASecond() {
        look(0);
        look(500);
        look(500);

        assertThat(lag.records()).isEqualTo(7);
        assertThat(consumer.asked).isEqualTo(2);
    }

    @Test
    void asksEverMoreRarelyWhileKafkaDoesNotAnswer() {
        consumer.failure = new TimeoutException("no leader");

        for (int second = 0; second < 120; second++) {
            look(1000);
        }

        // after 1, 2, 4, 8, 16 s, then every 30 s
        assertThat(consumer.asked).isBetween(7, 8);
        assertThat(consumer.longestPatience).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void looksAsOftenAsBeforeOnceKafkaAnswers() {
        consumer.failure = new KafkaException("away");
        look(0);
        consumer.failure = null;
        look(2000);
        look(1000);

        assertThat(consumer.asked).isEqualTo(3);
        assertThat(lag.records()).isEqualTo(7);
    }

    @Test
    void letsAnInterruptThrough() {
        consumer.failure = new InterruptException("closing");

        assertThatThrownBy(() -> look(0)).isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void look(long millisLater) {
        nanos.addAndGet(Duration.ofMillis(millisLater).toNanos());
        lag.look(consumer);
    }

    private static final class Ends extends MockConsumer<byte[], byte[]> {
        private @Nullable KafkaException failure;
        private int asked;
        private Duration longestPatience = Duration.ZERO;

        Ends() {
            super("earliest");
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions, Duration timeout) {
            asked++;
            longestPatience = timeout.compareTo(longestPatience) > 0 ? timeout : longestPatience;
            if (failure != null) {
                throw failure;
            }
            return super.endOffsets(partitions, timeout);
        }
    }
}

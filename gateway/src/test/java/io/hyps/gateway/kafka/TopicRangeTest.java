package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.event.EventTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TopicRangeTest {
    private static final String TOPIC = "some.frames";
    private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);
    private static final KafkaSettings SETTINGS = new KafkaSettings(
            "localhost:9092", KafkaProperties.NONE, "test", EventTopics.LIVE, 1, 1000, new FeedLimits(1, 1, 1));

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void readsPartitionsInTheOrderOfTime() throws Exception {
        topic(Map.of(FIRST, 2L, SECOND, 2L));
        try (TopicRange<String> range = open("", "")) {
            add(FIRST, 0, 100);
            add(FIRST, 1, 400);
            add(SECOND, 0, 200);
            add(SECOND, 1, 300);

            assertThat(all(range)).containsExactly("0:0", "1:0", "1:1", "0:1");
        }
    }

    @Test
    void beginsAndEndsAtOffsets() throws Exception {
        topic(Map.of(FIRST, 5L, SECOND, 5L));
        try (TopicRange<String> range = open("1:2", "1:4")) {
            for (int offset = 0; offset < 5; offset++) {
                add(SECOND, offset, offset);
            }

            assertThat(all(range)).containsExactly("1:2", "1:3");
        }
    }

    @Test
    void endsWhereTheTopicEndedWhenItWasOpened() throws Exception {
        topic(Map.of(FIRST, 1L));
        try (TopicRange<String> range = open("", "")) {
            add(FIRST, 0, 1);
            add(FIRST, 1, 2);

            assertThat(all(range)).containsExactly("0:0");
        }
    }

    @Test
    void isEmptyWhereItBeginsBehindItsEnd() throws Exception {
        topic(Map.of(FIRST, 5L));
        try (TopicRange<String> range = open("4", "2")) {
            assertThat(all(range)).isEmpty();
        }
    }

    @Test
    void givesUpOnAKafkaThatHasGone() throws Exception {
        topic(Map.of(FIRST, 2L));
        try (TopicRange<String> range = open("", "")) {
            add(FIRST, 0, 1);

            assertThat(range.next()).contains("0:0");
            assertThatThrownBy(range::next)
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining("nothing for 30 s");
        }
    }

    @Test
    void refusesAPartitionThatIsNotThere() {
        topic(Map.of(FIRST, 2L));

        assertThatThrownBy(() -> open("7:0", ""))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("not that partition");
        assertThat(consumer.closed()).isTrue();
    }

    private void topic(Map<TopicPartition, Long> ends) {
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(
                TOPIC,
                ends.keySet().stream()
                        .map(p -> new PartitionInfo(TOPIC, p.partition(), node, new Node[] {node}, new Node[] {node}))
                        .toList());
        ends.forEach((partition, end) -> {
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, end));
        });
    }

    private TopicRange<String> open(String from, String to) throws KafkaUnavailableException {
        return TopicRange.over(
                consumer,
                SETTINGS,
                TOPIC,
                bound(from),
                bound(to),
                record -> record.partition() + ":" + record.offset(),
                () -> nanos.addAndGet(Duration.ofSeconds(5).toNanos()));
    }

    private static Optional<Bound> bound(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Bound.parse(text));
    }

    private void add(TopicPartition partition, long offset, long timestamp) {
        consumer.addRecord(new ConsumerRecord<>(
                TOPIC,
                partition.partition(),
                offset,
                timestamp,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty()));
    }

    private static List<String> all(TopicRange<String> range) throws KafkaUnavailableException {
        List<String> all = new ArrayList<>();
        for (Optional<String> next = range.next(); next.isPresent(); next = range.next()) {
            all.add(next.get());
        }
        return all;
    }
}

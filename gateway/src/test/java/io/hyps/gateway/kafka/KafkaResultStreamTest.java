package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KafkaResultStreamTest {
    private static final String TOPIC = "hyps.results";

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void hasTwoPartitions() {
        partitions(0, 1);
        consumer.updateEndOffsets(Map.of(partition(0), 10L, partition(1), 20L, partition(2), 1L));
        consumer.updateBeginningOffsets(Map.of(partition(0), 0L, partition(1), 0L, partition(2), 0L));
    }

    @Test
    void beginsAtTheEnd() {
        assertThat(open(Optional.empty()).positions()).hasToString("0-10.1-20");
    }

    @Test
    void resumesWhereItIsTold() {
        ResultStream stream = open(Optional.of("0-4.1-20"));

        assertThat(stream.positions()).hasToString("0-4.1-20");
        assertThat(consumer.position(partition(0))).isEqualTo(4);
        assertThat(consumer.position(partition(1))).isEqualTo(20);
    }

    @Test
    void readsPartitionsFromTheirBeginningThatWereAddedSinceItsPositionsWereTold() {
        ResultStream stream = open(Optional.of("0-4"));

        assertThat(stream.positions()).hasToString("0-4.1-0");
        assertThat(consumer.position(partition(1))).isZero();
    }

    @Test
    void refusesPositionsThatThereAreNot() {
        assertThatThrownBy(() -> open(Optional.of("0-11")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0-11");
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void refusesPartitionsThatThereAreNot() {
        assertThatThrownBy(() -> open(Optional.of("7-0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7-0");
    }

    @Test
    void passesOverRecordsThatAreNoResults() {
        ResultStream stream = open(Optional.empty());
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 10, new byte[0], new byte[] {1}));

        assertThat(stream.poll(Duration.ZERO)).isEmpty();
        assertThat(stream.positions()).hasToString("0-11.1-20");
    }

    @Test
    void readsPartitionsThatAreAddedFromTheirBeginning() {
        ResultStream stream = open(Optional.empty());
        partitions(0, 1, 2);
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());

        stream.poll(Duration.ZERO);

        assertThat(stream.positions()).hasToString("0-10.1-20.2-0");
        assertThat(consumer.assignment()).hasSize(3);
    }

    private ResultStream open(Optional<String> from) {
        return KafkaResultStream.over(consumer, TOPIC, from.map(ResultPositions::parse), nanos::get);
    }

    private void partitions(int... numbers) {
        Node node = new Node(0, "localhost", 1);
        List<PartitionInfo> infos = Arrays.stream(numbers)
                .mapToObj(n -> new PartitionInfo(TOPIC, n, node, new Node[] {node}, new Node[] {node}))
                .toList();
        consumer.updatePartitions(TOPIC, infos);
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }
}

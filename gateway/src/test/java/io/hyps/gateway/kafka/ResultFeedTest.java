package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.kafka.CloudEventSerializer;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ResultFeedTest {
    private static final TopicPartition PARTITION = new TopicPartition(FrameTopics.RESULTS, 0);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<ResultRecord> delivered = new ArrayList<>();
    private final ResultFeed feed = new ResultFeed(consumer, EventTopics.LIVE, delivered::addAll);
    private long nextOffset;

    @BeforeEach
    void assign() {
        consumer.rebalance(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void deliversThenCommits() throws Exception {
        FrameId frame = addResult();

        feed.poll();

        assertThat(delivered).extracting(result -> result.frame().id()).containsExactly(frame);
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void losesNoRecordThoughKafkaDoesNotSayWhereTheyEnd() throws Exception {
        FrameId first = addResult();
        consumer.setOffsetsException(new KafkaException("no leader"));
        feed.poll();
        FrameId second = addResult();
        feed.poll();

        assertThat(delivered).extracting(result -> result.frame().id()).containsExactly(first, second);
        assertThat(committed()).isEqualTo(2);
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? 0 : committed.offset();
    }

    private FrameId addResult() {
        Frame frame = new Frame(
                FrameId.create(),
                "cam-1",
                "fashion",
                Optional.empty(),
                NOW,
                NOW,
                "image/png",
                Optional.empty(),
                Optional.empty(),
                Payload.ofText("{}"));
        RecordHeaders headers = new RecordHeaders();
        try (CloudEventSerializer serializer = new CloudEventSerializer()) {
            byte[] value = serializer.serialize(
                    PARTITION.topic(),
                    headers,
                    FrameEvents.ofResult(frame, frame.image().array()));
            consumer.addRecord(new ConsumerRecord<>(
                    PARTITION.topic(),
                    0,
                    nextOffset++,
                    NOW.toEpochMilli(),
                    TimestampType.LOG_APPEND_TIME,
                    5,
                    value.length,
                    "cam-1".getBytes(StandardCharsets.UTF_8),
                    value,
                    headers,
                    Optional.empty()));
        }
        return frame.id();
    }
}

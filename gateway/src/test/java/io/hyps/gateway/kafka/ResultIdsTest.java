package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResultIdsTest {
    private static final TopicPartition PARTITION = new TopicPartition(FrameTopics.RESULTS, 0);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>(Map.of(PARTITION, 0L));
    private long nextOffset;
    private ResultIds ids = open(0);

    @AfterEach
    void close() throws InterruptedException {
        ids.close();
    }

    @Test
    void knowsTheFrameThatWasAnsweredUnderAnId() throws InterruptedException {
        Frame answered = frame("7");
        ids.awaitRead();

        add(FrameEvents.ofResult(answered, new byte[] {1}));

        await().untilAsserted(() -> assertThat(ids.find(frame("7"))).contains(answered.id()));
        assertThat(ids.find(frame("8"))).isEmpty();
        assertThat(ids.enter(0, frame("7"))).contains(answered.id());
        assertThat(ids.enter(0, answered)).isEmpty();
    }

    @Test
    void knowsTheFirstFrameOfAnIdByTheResultOfItsDuplicate() throws InterruptedException {
        Frame first = frame("7");
        ids.awaitRead();

        add(FrameEvents.ofDuplicate(frame("7"), first.id(), new byte[] {1}));

        await().untilAsserted(() -> assertThat(ids.find(frame("7"))).contains(first.id()));
    }

    @Test
    void reachesAMarkOnceItHasReadWhatWasThereThen() throws InterruptedException {
        ids.awaitRead();
        ends.put(PARTITION, 1L);
        KnownIds.Mark mark = ids.mark();
        assertThat(mark.isReached()).isFalse();

        add(FrameEvents.ofResult(frame("7"), new byte[] {1}));

        await().until(mark::isReached);
        assertThat(ids.find(frame("7"))).isPresent();
    }

    @Test
    void isReadOnceItHasReadWhatWasCommittedAtTheStart() throws InterruptedException {
        ids.close();
        ids = open(2);
        Frame first = frame("1");

        await().until(() -> !consumer.assignment().isEmpty());
        add(FrameEvents.ofResult(first, new byte[] {1}));
        add(FrameEvents.ofResult(frame("2"), new byte[] {1}));
        ids.awaitRead();

        assertThat(ids.find(frame("1"))).contains(first.id());
        assertThat(ids.find(frame("2"))).isPresent();
    }

    private ResultIds open(long committed) {
        consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(
                FrameTopics.RESULTS, List.of(new PartitionInfo(FrameTopics.RESULTS, 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, committed));
        return new ResultIds(consumer, FrameTopics.RESULTS, 10, partitions -> Map.copyOf(ends), () -> {});
    }

    private void add(CloudEvent event) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = new CloudEventSerializer().serialize(FrameTopics.RESULTS, headers, event);
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                nextOffset++,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                "cam-1".getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty()));
    }

    private static Frame frame(String suppliedId) {
        return new Frame(
                FrameId.create(),
                "cam-1",
                "fashion",
                Optional.of(suppliedId),
                NOW,
                NOW,
                "image/png",
                Optional.empty(),
                Optional.empty(),
                Payload.of(new byte[] {1}));
    }
}

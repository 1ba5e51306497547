package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameFeedTest {
    private static final TopicPartition PARTITION = new TopicPartition(FrameTopics.FRAMES, 0);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<FrameRecord> records = new ArrayList<>();
    private final List<FrameTicket> tickets = new ArrayList<>();
    private final FrameFeed feed = new FrameFeed(
            consumer,
            EventTopics.LIVE,
            (record, ticket) -> {
                records.add(record);
                tickets.add(ticket);
            },
            2);
    private long nextOffset;

    @BeforeEach
    void assign() {
        consumer.rebalance(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void handsOverFramesWithTheTimeOfStorage() {
        Frame frame = frame();
        add(FrameEvents.ofFrame(frame));

        feed.poll();

        assertThat(records).containsExactly(new FrameRecord.Whole(frame, NOW));
    }

    @Test
    void commitsNothingBeyondTheFirstIncompleteRecord() {
        add(FrameEvents.ofFrame(frame()));
        add(FrameEvents.ofFrame(frame()));
        feed.poll();

        tickets.get(1).complete();
        feed.poll();
        assertThat(committed()).isNull();
        tickets.get(0).complete();
        feed.poll();

        assertThat(committed()).isEqualTo(new OffsetAndMetadata(2));
    }

    @Test
    void takesNoMoreThanAreAllowedAtOnce() {
        for (int record = 0; record < 5; record++) {
            add(FrameEvents.ofFrame(frame()));
        }

        feed.poll();
        feed.poll();
        assertThat(records).hasSize(2);
        assertThat(consumer.paused()).containsExactly(PARTITION);
        tickets.get(0).complete();
        feed.poll();

        assertThat(records).hasSize(3);
    }

    @Test
    void resumesWhenThereIsRoom() {
        add(FrameEvents.ofFrame(frame()));
        add(FrameEvents.ofFrame(frame()));
        feed.poll();
        feed.poll();
        assertThat(consumer.paused()).isNotEmpty();

        tickets.forEach(FrameTicket::complete);
        feed.poll();

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void takesNothingAfterItIsToldToStopButCommits() {
        add(FrameEvents.ofFrame(frame()));
        feed.poll();
        add(FrameEvents.ofFrame(frame()));
        feed.stopTaking();

        tickets.get(0).complete();
        feed.poll();

        assertThat(records).hasSize(1);
        assertThat(committed()).isEqualTo(new OffsetAndMetadata(1));
    }

    @Test
    void givesUpTicketsOfAPartitionThatIsTakenAway() {
        add(FrameEvents.ofFrame(frame()));
        feed.poll();

        consumer.rebalance(List.of());

        assertThat(tickets.get(0).isLive()).isFalse();
    }

    @Test
    void tellsARecordThatIsNoCloudEvent() {
        add("garbage".getBytes(StandardCharsets.UTF_8), new RecordHeaders());

        feed.poll();

        FrameRecord.Damaged damaged = (FrameRecord.Damaged) records.get(0);
        assertThat(damaged.frame()).isEmpty();
        assertThat(damaged.origin()).hasToString("/kafka/hyps.frames/0/0");
        assertThat(damaged.value()).isEqualTo(Payload.ofText("garbage"));
        assertThat(damaged.reason()).contains("no CloudEvent");
    }

    @Test
    void tellsARecordWithoutAValue() {
        add(null, new RecordHeaders());

        feed.poll();

        assertThat(((FrameRecord.Damaged) records.get(0)).value().isEmpty()).isTrue();
    }

    @Test
    void readsIdSensorAndModelOfADamagedFrame() {
        Frame frame = frame();
        RecordHeaders headers = new RecordHeaders();
        byte[] value = new CloudEventSerializer().serialize(FrameTopics.FRAMES, headers, FrameEvents.ofFrame(frame));
        headers.remove("ce_receivedat").add("ce_receivedat", "yesterday".getBytes(StandardCharsets.UTF_8));
        add(value, headers);

        feed.poll();

        FrameRecord.Damaged damaged = (FrameRecord.Damaged) records.get(0);
        assertThat(damaged.frame().map(Frame::id)).contains(frame.id());
        assertThat(damaged.frame().map(Frame::sensor)).contains("cam-1");
    }

    @Test
    void tellsAnEventOfAnotherType() {
        add(FrameEvents.ofResult(frame(), new byte[] {1}));

        feed.poll();

        assertThat(((FrameRecord.Damaged) records.get(0)).reason()).contains("io.hyps.result.v1");
    }

    private @Nullable OffsetAndMetadata committed() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(consumer.committed(Set.of(PARTITION)));
        return committed.get(PARTITION);
    }

    private void add(CloudEvent event) {
        RecordHeaders headers = new RecordHeaders();
        add(new CloudEventSerializer().serialize(FrameTopics.FRAMES, headers, event), headers);
    }

    private void add(byte @Nullable [] value, RecordHeaders headers) {
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                nextOffset++,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                value,
                headers,
                Optional.empty()));
    }

    private static Frame frame() {
        return new Frame(
                FrameId.create(),
                "cam-1",
                "fashion",
                Optional.of("7"),
                NOW,
                NOW,
                "image/png",
                Optional.empty(),
                Optional.empty(),
                Payload.of(new byte[] {1, 2, 3}));
    }
}

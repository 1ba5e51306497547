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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameFeedTest {
    private static final TopicPartition PARTITION = new TopicPartition(FrameTopics.FRAMES, 0);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<FrameRecord> records = new ArrayList<>();
    private final List<FrameTicket> tickets = new ArrayList<>();
    private final MockProducer<String, CloudEvent> producer =
            new MockProducer<>(true, null, new StringSerializer(), new CloudEventSerializer());
    private final ResultTransactions transactions =
            ResultTransactions.start(() -> producer, partitions -> Map.of(), () -> {});
    private final FakeIds ids = new FakeIds();
    private final FrameFeed feed = new FrameFeed(
            consumer,
            EventTopics.LIVE,
            (record, ticket) -> {
                records.add(record);
                tickets.add(ticket);
            },
            transactions,
            (model, sensor) -> sensor.equals("cam-gate") ? 10 : 0,
            ids,
            new FeedLimits(2, 4, 1000));
    private long nextOffset;

    @BeforeEach
    void assign() {
        consumer.rebalance(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    }

    @AfterEach
    void close() throws InterruptedException {
        transactions.close();
    }

    @Test
    void handsOverFramesWithTheTimeOfStorage() {
        Frame frame = frame();
        add(FrameEvents.ofFrame(frame));

        feed.poll();

        assertThat(records).containsExactly(new FrameRecord.Whole(frame, NOW));
    }

    @Test
    void handsOverFramesThoughKafkaDoesNotSayWhereTheyEnd() {
        List<Frame> frames = addFrames(2);
        consumer.setOffsetsException(new KafkaException("no leader"));

        feed.poll();

        assertThat(records)
                .extracting(record -> ((FrameRecord.Whole) record).frame().id())
                .containsExactly(frames.get(0).id(), frames.get(1).id());
    }

    @Test
    void handsOverNothingThatAnEarlierOwnerHasAnswered() {
        consumer.commitSync(Map.of(PARTITION, new CompletedOffsets(1, new TreeSet<>(List.of(2L))).encode()));
        List<Frame> frames = addFrames(4);

        feed.poll();

        assertThat(records)
                .extracting(record -> ((FrameRecord.Whole) record).frame().id())
                .containsExactly(frames.get(1).id(), frames.get(3).id());
    }

    @Test
    void dispatchesNoMoreOfAModelThanAreAllowedAtOnce() {
        addFrames(3);

        feed.poll();
        feed.poll();
        assertThat(records).hasSize(2);
        settle(tickets.get(0));
        feed.poll();

        assertThat(records).hasSize(3);
    }

    @Test
    void dispatchesAModelThoughAnotherIsAtItsLimit() {
        addFrames(3);
        add(FrameEvents.ofFrame(frame("other", "cam-1")));

        feed.poll();

        assertThat(records).extracting(FrameRecord::model).containsExactly("fashion", "fashion", "other");
    }

    @Test
    void dispatchesTheHighestPriorityFirst() {
        addFrames(3);
        add(FrameEvents.ofFrame(frame("fashion", "cam-gate")));

        feed.poll();

        assertThat(records)
                .extracting(record -> ((FrameRecord.Whole) record).frame().sensor())
                .containsExactly("cam-gate", "cam-1");
    }

    @Test
    void pausesWhileAsMuchIsHeldAsIsAllowed() {
        addFrames(4);

        feed.poll();
        feed.poll();
        assertThat(consumer.paused()).containsExactly(PARTITION);
        settle(tickets.get(0));
        feed.poll();

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void takesNothingAfterItIsToldToStopButSettlesWhatItHas() {
        addFrames(1);
        feed.poll();
        addFrames(1);
        feed.stopTaking();
        feed.poll();

        assertThat(records).hasSize(1);
        assertThat(settle(tickets.get(0))).isTrue();
    }

    @Test
    void givesUpTicketsOfAPartitionThatIsTakenAway() {
        add(FrameEvents.ofFrame(frame()));
        feed.poll();

        consumer.rebalance(List.of());

        assertThat(tickets.get(0).isLive()).isFalse();
        assertThat(settle(tickets.get(0))).isFalse();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void tellsASecondFrameOfTheSameSensorAndSuppliedIdFromTheFirst() {
        Frame first = frame("fashion", "cam-1", "7");
        Frame second = frame("fashion", "cam-1", "7");
        Frame ofAnotherSensor = frame("other", "cam-2", "7");
        List.of(first, second, ofAnotherSensor).forEach(frame -> add(FrameEvents.ofFrame(frame)));

        feed.poll();

        assertThat(records)
                .containsExactly(
                        new FrameRecord.Whole(first, NOW),
                        new FrameRecord.Duplicate(second.withImage(Payload.empty()), first.id(), NOW),
                        new FrameRecord.Whole(ofAnotherSensor, NOW));
    }

    @Test
    void tellsADuplicateOfAFrameThatAnEarlierOwnerHasAnswered() {
        consumer.commitSync(Map.of(PARTITION, new CompletedOffsets(0, new TreeSet<>(List.of(0L))).encode()));
        Frame first = frame("fashion", "cam-1", "7");
        add(FrameEvents.ofFrame(first));
        add(FrameEvents.ofFrame(frame("fashion", "cam-1", "7")));

        feed.poll();

        assertThat(records).singleElement().satisfies(record -> assertThat(((FrameRecord.Duplicate) record).first())
                .isEqualTo(first.id()));
    }

    @Test
    void dispatchesAFrameWhoseDuplicateWasTakenForOneByAnEarlierOwner() {
        Frame first = frame("fashion", "cam-1", "7");
        ids.answered(first);
        add(FrameEvents.ofFrame(first));

        feed.poll();

        assertThat(records).containsExactly(new FrameRecord.Whole(first, NOW));
    }

    @Test
    void takesNothingOfAPartitionBeforeTheIdsOfWhatWasAnsweredAreKnown() {
        ids.reached = false;
        addFrames(1);
        feed.poll();
        feed.poll();
        assertThat(records).isEmpty();

        ids.reached = true;
        feed.poll();

        assertThat(records).hasSize(1);
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

    private static boolean settle(FrameTicket ticket) {
        LogEntry result = new LogEntry(FrameTopics.RESULTS, "cam-1", FrameEvents.ofResult(frame(), new byte[] {1}));
        return ticket.settle(List.of(result)).orTimeout(5, TimeUnit.SECONDS).join();
    }

    private List<Frame> addFrames(int count) {
        List<Frame> frames = Stream.generate(FrameFeedTest::frame).limit(count).toList();
        frames.forEach(frame -> add(FrameEvents.ofFrame(frame)));
        return frames;
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
        return frame("fashion", "cam-1");
    }

    private static Frame frame(String model, String sensor) {
        return frame(model, sensor, UUID.randomUUID().toString());
    }

    private static Frame frame(String model, String sensor, String suppliedId) {
        return new Frame(
                FrameId.create(),
                sensor,
                model,
                Optional.of(suppliedId),
                NOW,
                NOW,
                "image/png",
                Optional.empty(),
                Optional.empty(),
                Payload.of(new byte[] {1, 2, 3}));
    }

    private static final class FakeIds implements KnownIds {
        private final IdWindow window = new IdWindow(10);
        private boolean reached = true;

        void answered(Frame frame) {
            window.enter(0, FrameIdentity.of(frame).orElseThrow(), frame.id());
        }

        @Override
        public Optional<FrameId> find(Frame frame) {
            return FrameIdentity.of(frame).flatMap(window::find);
        }

        @Override
        public Optional<FrameId> enter(int partition, Frame frame) {
            return FrameIdentity.of(frame)
                    .map(identity -> window.enter(partition, identity, frame.id()))
                    .filter(first -> !first.equals(frame.id()));
        }

        @Override
        public Mark mark() {
            return () -> reached;
        }
    }
}

package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.CloudEventSerializer;
import io.hyps.gateway.kafka.HeldFrames.Taken;
import io.hyps.protocol.event.FrameTopics;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultTransactionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final TopicPartition PARTITION = new TopicPartition(FrameTopics.FRAMES, 0);

    private final List<MockProducer<String, CloudEvent>> producers = Collections.synchronizedList(new ArrayList<>());
    private final Map<TopicPartition, CompletedOffsets> saysKafka = new ConcurrentHashMap<>();
    private final ResultTransactions transactions =
            ResultTransactions.start(this::producer, partitions -> Map.copyOf(saysKafka), () -> {});
    private final PartitionProgress progress =
            new PartitionProgress(PARTITION, CompletedOffsets.none(0), transactions, new HeldFrames());

    @BeforeEach
    void join() {
        transactions.member(new ConsumerGroupMetadata("g", 3, "m", Optional.empty()));
        await().until(() -> !producers.isEmpty() && producers.get(0).transactionInitialized());
    }

    @AfterEach
    void close() throws InterruptedException {
        transactions.close();
    }

    @Test
    void writesResultAndOffsetTogether() {
        FrameTicket ticket = begin(0);

        assertThat(ticket.settle(List.of(entry("a")))).succeedsWithin(PATIENCE).isEqualTo(true);

        assertThat(written(0)).containsExactly("a");
        assertThat(committed(0)).isEqualTo(new OffsetAndMetadata(1));
    }

    @Test
    void commitsWhatIsDoneBeyondTheFirstOpenRecord() {
        FrameTicket first = begin(0);
        FrameTicket second = begin(1);

        assertThat(settle(second, "b")).isTrue();

        assertThat(CompletedOffsets.decode(committed(0)))
                .isEqualTo(new CompletedOffsets(0, new TreeSet<>(List.of(1L))));
        assertThat(settle(first, "a")).isTrue();
        assertThat(committed(0)).isEqualTo(new OffsetAndMetadata(2));
    }

    @Test
    void writesNothingForAPartitionThatIsLost() {
        FrameTicket ticket = begin(0);

        transactions.revoke(List.of(progress));

        assertThat(ticket.isLive()).isFalse();
        assertThat(settle(ticket, "a")).isFalse();
        assertThat(written(0)).isEmpty();
    }

    @Test
    void triesAgainAfterTheGroupHasMovedOn() {
        FrameTicket ticket = begin(0);
        producers.get(0).sendOffsetsToTransactionException = new CommitFailedException("generation 3 is over");
        CompletableFuture<Boolean> written = ticket.settle(List.of(entry("a")));
        await().until(producers.get(0)::transactionAborted);

        producers.get(0).sendOffsetsToTransactionException = null;

        assertThat(written).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(written(0)).containsExactly("a");
    }

    @Test
    void refusesTheOneRecordThatKafkaWillNotTakeAndWritesTheOthers() {
        FrameTicket huge = begin(0);
        FrameTicket small = begin(1);

        CompletableFuture<Boolean> refused = huge.settle(List.of(entry("huge")));
        CompletableFuture<Boolean> written = small.settle(List.of(entry("small")));

        assertThat(refused).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(EventRefusedException.class);
        assertThat(written).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(written(0)).containsExactly("small");
        assertThat(settle(huge, "less")).isTrue();
    }

    @Test
    void writesAgainWithANewProducerWhatAFencedOneCouldNot() {
        FrameTicket ticket = begin(0);
        producers.get(0).fenceProducer();

        assertThat(settle(ticket, "a")).isTrue();

        assertThat(producers).hasSize(2);
        assertThat(written(0)).isEmpty();
        assertThat(written(1)).containsExactly("a");
    }

    @Test
    void asksKafkaWhetherACommitWithoutAnAnswerWasDone() {
        FrameTicket done = begin(0);
        FrameTicket lost = begin(1);
        MockProducer<String, CloudEvent> first = producers.get(0);
        first.commitTransactionException = new TimeoutException("no answer");
        first.abortTransactionException = new ProducerFencedException("too late");
        saysKafka.put(PARTITION, CompletedOffsets.none(1));

        CompletableFuture<Boolean> ofDone = done.settle(List.of(entry("done")));
        CompletableFuture<Boolean> ofLost = lost.settle(List.of(entry("lost")));

        assertThat(ofDone).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(ofLost).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(written(1)).containsExactly("lost");
    }

    @Test
    void writesWhatWaitsBeforeItCloses() throws InterruptedException {
        CompletableFuture<Boolean> written = begin(0).settle(List.of(entry("a")));

        transactions.close();

        assertThat(written).isCompletedWithValue(true);
    }

    private FrameTicket begin(long offset) {
        return progress.begin(offset, new Taken("fashion", 1)).orElseThrow();
    }

    private static boolean settle(FrameTicket ticket, String id) {
        return ticket.settle(List.of(entry(id))).orTimeout(5, TimeUnit.SECONDS).join();
    }

    private List<String> written(int producer) {
        return producers.get(producer).history().stream()
                .map(record -> record.value().getId())
                .toList();
    }

    private OffsetAndMetadata committed(int producer) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        producers.get(producer).consumerGroupOffsetsHistory().forEach(commit -> commit.values()
                .forEach(committed::putAll));
        return Objects.requireNonNull(committed.get(PARTITION));
    }

    private static LogEntry entry(String id) {
        return new LogEntry(
                FrameTopics.RESULTS,
                "cam-1",
                CloudEventBuilder.v1()
                        .withId(id)
                        .withType("t")
                        .withSource(URI.create("/x"))
                        .build());
    }

    private MockProducer<String, CloudEvent> producer() {
        CloudEventSerializer events = new CloudEventSerializer();
        events.configure(Map.of(CloudEventSerializer.ENCODING_CONFIG, Encoding.BINARY), false);
        MockProducer<String, CloudEvent> producer = new MockProducer<>(true, null, new StringSerializer(), events) {
            @Override
            public synchronized Future<RecordMetadata> send(
                    ProducerRecord<String, CloudEvent> record, @Nullable Callback callback) {
                if (record.value().getId().equals("huge")) {
                    RecordTooLargeException tooLarge = new RecordTooLargeException("huge");
                    if (callback != null) {
                        callback.onCompletion(null, tooLarge);
                    }
                    commitTransactionException = tooLarge;
                    return CompletableFuture.failedFuture(tooLarge);
                }
                return super.send(record, callback);
            }

            @Override
            public void abortTransaction() {
                if (commitTransactionException instanceof RecordTooLargeException) {
                    commitTransactionException = null;
                }
                super.abortTransaction();
            }
        };
        producers.add(producer);
        return producer;
    }
}

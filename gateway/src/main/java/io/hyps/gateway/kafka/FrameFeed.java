package io.hyps.gateway.kafka;

import io.hyps.protocol.Payload;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads frames in the group of those who dispatch them, from where the group's transactions have come to; hands over
 * what has no result yet, the highest priority first; pauses while as much is held as is allowed. Polled by one thread; tickets
 * settle on any.
 */
public final class FrameFeed implements ConsumerLoop.Source {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHEN_FULL = Duration.ofMillis(5);
    /** As far as records of a partition are taken beyond the first that has no result; a poll brings no more beyond. */
    static final int WIDEST_SPAN = 12_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String group;
    private final FrameSink sink;
    private final ResultTransactions transactions;
    private final FramePriorities priorities;
    private final KnownIds ids;
    private final FeedLimits limits;
    private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
    private final Map<TopicPartition, KnownIds.Mark> pasts = new HashMap<>();
    private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private final WaitingRoom waiting = new WaitingRoom();
    private final HeldFrames held = new HeldFrames();
    private final ConsumerLag lag = new ConsumerLag(System::nanoTime);
    private volatile boolean stopping;

    FrameFeed(
            Consumer<byte[], byte[]> consumer,
            EventTopics topics,
            FrameSink sink,
            ResultTransactions transactions,
            FramePriorities priorities,
            KnownIds ids,
            FeedLimits limits) {
        this.consumer = consumer;
        this.group = topics.group();
        this.sink = sink;
        this.transactions = transactions;
        this.priorities = priorities;
        this.ids = ids;
        this.limits = limits;
        consumer.subscribe(List.of(topics.frames()), new Rebalance());
    }

    public static FrameFeed open(
            KafkaSettings settings,
            FrameSink sink,
            ResultTransactions transactions,
            FramePriorities priorities,
            KnownIds ids) {
        FeedLimits limits = settings.feed();
        return new FrameFeed(
                KafkaClients.consumer(settings, settings.topics().group(), "read_committed", limits.held()),
                settings.topics(),
                sink,
                transactions,
                priorities,
                ids,
                limits);
    }

    /** Hands over no more records from now on; those under way go on. */
    public void stopTaking() {
        stopping = true;
    }

    /** Records that are there and not fetched yet. May be called from any thread. */
    public long recordsBehind() {
        return lag.records();
    }

    /** Polls once and hands over what may be dispatched. */
    @Override
    public void poll() {
        Set<TopicPartition> full = full();
        consumer.resume(consumer.assignment().stream()
                .filter(partition -> !full.contains(partition))
                .toList());
        consumer.pause(full);
        boolean busy = stopping || !full.isEmpty() || !waiting.isEmpty();
        if (!stopping && fetched.isEmpty() && held.isFull(limits)) {
            held.awaitFewer(POLL);
        }
        consumer.poll(busy ? POLL_WHEN_FULL : POLL).forEach(fetched::add);
        transactions.member(consumer.groupMetadata());
        takeIn();
        handOver();
        lag.look(consumer);
    }

    private Set<TopicPartition> full() {
        if (stopping || !fetched.isEmpty() || held.isFull(limits)) {
            return consumer.assignment();
        }
        Set<TopicPartition> wide = partitions.values().stream()
                .filter(p -> p.span() >= WIDEST_SPAN)
                .map(PartitionProgress::partition)
                .collect(Collectors.toCollection(HashSet::new));
        wide.retainAll(consumer.assignment());
        return wide;
    }

    /** A record leaves the queue only once its partition's past is known, whatever Kafka does meanwhile. */
    private void takeIn() {
        for (ConsumerRecord<byte[], byte[]> next = fetched.peek(); next != null; next = fetched.peek()) {
            ConsumerRecord<byte[], byte[]> fresh = next;
            TopicPartition partition = partitionOf(fresh);
            PartitionProgress progress = partitions.computeIfAbsent(partition, this::progress);
            if (!pasts.computeIfAbsent(partition, assigned -> ids.mark()).isReached()) {
                return;
            }
            FrameRecord record = unlessDuplicate(partition, FrameRecordReader.read(fresh));
            HeldFrames.Taken taken = new HeldFrames.Taken(record.model(), Math.max(0, fresh.serializedValueSize()));
            fetched.remove();
            progress.begin(fresh.offset(), taken)
                    .ifPresent(ticket -> waiting.enter(partition, record, ticket, priority(record)));
        }
    }

    private FrameRecord unlessDuplicate(TopicPartition partition, FrameRecord record) {
        if (record instanceof FrameRecord.Whole whole) {
            Frame frame = whole.frame();
            Optional<FrameId> first = ids.enter(partition.partition(), frame);
            if (first.isPresent()) {
                return new FrameRecord.Duplicate(frame.withImage(Payload.empty()), first.get(), whole.storedAt());
            }
        }
        return record;
    }

    private PartitionProgress progress(TopicPartition partition) {
        OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
        CompletedOffsets before =
                Objects.isNull(committed) ? CompletedOffsets.none(0) : CompletedOffsets.decode(committed);
        LOG.info(
                "kafka partition goes on partition={} offset={} doneBeyond={}",
                partition,
                before.next(),
                before.beyond().size());
        return new PartitionProgress(partition, before, transactions, held);
    }

    private int priority(FrameRecord record) {
        return record instanceof FrameRecord.Whole whole
                ? priorities.of(whole.frame().model(), whole.frame().sensor())
                : 0;
    }

    private void handOver() {
        while (!stopping) {
            Optional<WaitingRoom.Guest> next =
                    waiting.next(model -> held.of(model) - waiting.of(model) < limits.inFlight());
            if (next.isEmpty()) {
                return;
            }
            sink.accept(next.get().record(), next.get().ticket());
        }
    }

    private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    @Override
    public void close() {
        transactions.revoke(partitions.values());
        consumer.close(KafkaClients.LEAVING);
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            onPartitionsLost(revoked);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            transactions.revoke(
                    lost.stream().map(partitions::get).filter(Objects::nonNull).toList());
            partitions.keySet().removeAll(Set.copyOf(lost));
            pasts.keySet().removeAll(Set.copyOf(lost));
            fetched.removeIf(record -> lost.contains(partitionOf(record)));
            waiting.leave(lost);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            LOG.info("kafka partitions assigned group={} partitions={}", group, assigned);
        }
    }
}

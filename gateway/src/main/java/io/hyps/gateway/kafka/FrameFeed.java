package io.hyps.gateway.kafka;

import io.hyps.protocol.event.EventTopics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads frames in the group of those who dispatch them: hands each record over, pauses while as many are under way as are
 * allowed, commits what is done without a gap. Polled by one thread; tickets complete on any.
 */
public final class FrameFeed implements ConsumerLoop.Source {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHEN_FULL = Duration.ofMillis(5);

    private final Consumer<byte[], byte[]> consumer;
    private final String group;
    private final FrameSink sink;
    private final int mostInFlight;
    private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
    private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private boolean paused;
    private volatile boolean stopping;

    FrameFeed(Consumer<byte[], byte[]> consumer, EventTopics topics, FrameSink sink, int mostInFlight) {
        this.consumer = consumer;
        this.group = topics.group();
        this.sink = sink;
        this.mostInFlight = mostInFlight;
        consumer.subscribe(List.of(topics.frames()), new Rebalance());
    }

    public static FrameFeed open(KafkaSettings settings, FrameSink sink) {
        return new FrameFeed(
                KafkaClients.consumer(
                        settings, settings.topics().group(), "read_committed", settings.recordsInFlight()),
                settings.topics(),
                sink,
                settings.recordsInFlight());
    }

    /** Hands over no more records from now on; those under way go on, and are committed as they complete. */
    public void stopTaking() {
        stopping = true;
    }

    /** Polls once, hands over what came, commits what is done. */
    @Override
    public void poll() {
        boolean full = stopping || !fetched.isEmpty() || inFlight() >= mostInFlight;
        if (full) {
            consumer.pause(consumer.assignment());
        } else if (paused) {
            consumer.resume(consumer.assignment());
        }
        paused = full;
        consumer.poll(full ? POLL_WHEN_FULL : POLL).forEach(fetched::add);
        handOver();
        commit(partitions.keySet());
    }

    private void handOver() {
        for (int room = mostInFlight - inFlight(); room > 0 && !stopping && !fetched.isEmpty(); room--) {
            ConsumerRecord<byte[], byte[]> record = fetched.remove();
            PartitionProgress progress = partitions.computeIfAbsent(partitionOf(record), p -> new PartitionProgress());
            sink.accept(FrameRecordReader.read(record), progress.begin(record.offset()));
        }
    }

    private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private int inFlight() {
        return partitions.values().stream()
                .mapToInt(PartitionProgress::incomplete)
                .sum();
    }

    private void commit(Collection<TopicPartition> which) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : which) {
            PartitionProgress progress = partitions.get(partition);
            if (progress != null) {
                progress.takeCommittable().ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
        } catch (KafkaException e) {
            offsets.keySet().stream().map(partitions::get).forEach(PartitionProgress::commitFailed);
            LOG.warn("offsets not committed, tried again group={} reason={}", group, e.getMessage());
        }
    }

    @Override
    public void close() {
        commit(partitions.keySet());
        partitions.values().forEach(PartitionProgress::revoke);
        consumer.close();
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            commit(revoked);
            onPartitionsLost(revoked);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            fetched.removeIf(record -> lost.contains(partitionOf(record)));
            for (TopicPartition partition : lost) {
                PartitionProgress progress = partitions.remove(partition);
                if (progress != null) {
                    progress.revoke();
                }
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            LOG.info("kafka partitions assigned group={} partitions={}", group, assigned);
        }
    }
}

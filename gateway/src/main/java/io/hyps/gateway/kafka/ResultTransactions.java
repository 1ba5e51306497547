package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of records: results, dead letters and the group's offsets, several records in one transaction, on a
 * thread of its own. Decision 0011 says why that gives each record exactly one result.
 */
public final class ResultTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultTransactions.class);
    private static final Duration LINGER = Duration.ofMillis(3);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_IN_ONE = 256;

    private final Supplier<Producer<String, CloudEvent>> producers;
    private final GroupOffsets groupOffsets;
    private final Runnable onClosed;
    /** At most one for each record that is held. */
    private final BlockingQueue<Settlement> waiting = new LinkedBlockingQueue<>();

    private final ReentrantLock underWay = new ReentrantLock();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "hyps-results-writer");
    private @Nullable Producer<String, CloudEvent> producer;
    private volatile @Nullable ConsumerGroupMetadata member;

    private ResultTransactions(
            Supplier<Producer<String, CloudEvent>> producers, GroupOffsets groupOffsets, Runnable onClosed) {
        this.producers = producers;
        this.groupOffsets = groupOffsets;
        this.onClosed = onClosed;
    }

    static ResultTransactions start(
            Supplier<Producer<String, CloudEvent>> producers, GroupOffsets groupOffsets, Runnable onClosed) {
        ResultTransactions transactions = new ResultTransactions(producers, groupOffsets, onClosed);
        transactions.thread.start();
        return transactions;
    }

    /** Begins at once to end what an earlier process of this gateway has left. */
    public static ResultTransactions open(KafkaSettings settings) {
        Admin admin = KafkaClients.admin(settings);
        return start(
                () -> KafkaClients.transactionalProducer(settings),
                GroupOffsets.of(admin, settings.topics().group(), CLOSE_TIMEOUT.toSeconds()),
                () -> admin.close(CLOSE_TIMEOUT));
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** @see FrameTicket#settle */
    CompletableFuture<Boolean> settle(PartitionProgress progress, long offset, List<LogEntry> entries) {
        Settlement settlement = new Settlement(progress, offset, entries, new CompletableFuture<>());
        if (closing.getCount() == 0 && !thread.isAlive()) {
            settlement.lost();
        } else {
            waiting.add(settlement);
        }
        return settlement.written();
    }

    /** Says in whose name offsets are committed from now on. */
    void member(ConsumerGroupMetadata current) {
        if (current.generationId() >= 0) {
            member = current;
        }
    }

    /** Takes partitions away: when this returns, no transaction with records of theirs is under way or will be. */
    void revoke(Collection<PartitionProgress> partitions) {
        try {
            underWay.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        try {
            partitions.forEach(PartitionProgress::revoke);
        } finally {
            underWay.unlock();
        }
    }

    private void work() {
        try {
            producer = opened();
            List<Settlement> batch = List.of();
            while (closing.getCount() > 0 || !waiting.isEmpty() || !batch.isEmpty()) {
                batch = write(filled(batch));
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("results writer interrupted");
        } finally {
            close(producer);
            onClosed.run();
        }
    }

    /** What is to be written next: what could not be written before, and what has come since. */
    private List<Settlement> filled(List<Settlement> before) throws InterruptedException {
        List<Settlement> batch = new ArrayList<>(before);
        if (batch.isEmpty()) {
            Settlement first = waiting.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return batch;
            }
            batch.add(first);
            closing.await(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        waiting.drainTo(batch, Math.max(0, MOST_IN_ONE - batch.size()));
        return batch;
    }

    /** Writes what it can; returns what is to be tried again. */
    private List<Settlement> write(List<Settlement> batch) throws InterruptedException {
        Producer<String, CloudEvent> current = producer;
        if (batch.isEmpty() || current == null) {
            return batch;
        }
        Transaction transaction;
        Transaction.Outcome outcome;
        List<Settlement> ours;
        underWay.lockInterruptibly();
        try {
            ours = stillOurs(batch);
            ConsumerGroupMetadata name = member;
            if (ours.isEmpty() || name == null) {
                return ours;
            }
            transaction = new Transaction(current, ours);
            outcome = transaction.run(name);
            if (outcome == Transaction.Outcome.COMMITTED) {
                ours.forEach(Settlement::committed);
            }
        } finally {
            underWay.unlock();
        }
        return switch (outcome) {
            case COMMITTED -> List.of();
            case ABORTED -> withoutRefused(ours, transaction.refused());
            case BROKEN -> {
                reopen();
                yield withoutRefused(ours, transaction.refused());
            }
            case UNCERTAIN -> {
                reopen();
                yield notCommitted(ours);
            }
        };
    }

    private static List<Settlement> stillOurs(List<Settlement> batch) {
        batch.stream().filter(each -> !each.progress().isLive()).forEach(Settlement::lost);
        return batch.stream().filter(each -> each.progress().isLive()).toList();
    }

    private List<Settlement> withoutRefused(List<Settlement> batch, Map<Settlement, Exception> refused)
            throws InterruptedException {
        if (refused.isEmpty()) {
            pause();
        }
        refused.forEach((settlement, reason) -> settlement.refused(KafkaEventLog.refused("a result", reason)));
        return batch.stream().filter(each -> !refused.containsKey(each)).toList();
    }

    /** Asks Kafka which of these were committed; the new producer has ended all that the one before had begun. */
    private List<Settlement> notCommitted(List<Settlement> batch) throws InterruptedException {
        List<TopicPartition> partitions = batch.stream()
                .map(each -> each.progress().partition())
                .distinct()
                .toList();
        while (true) {
            try {
                Map<TopicPartition, CompletedOffsets> completed = groupOffsets.read(partitions);
                Map<Boolean, List<Settlement>> byCommitted = batch.stream().collect(Collectors.partitioningBy(each -> {
                    CompletedOffsets done = completed.get(each.progress().partition());
                    return done != null && done.contains(each.offset());
                }));
                byCommitted.getOrDefault(true, List.of()).forEach(Settlement::committed);
                return byCommitted.getOrDefault(false, List.of());
            } catch (KafkaUnavailableException e) {
                LOG.warn("{}, tried again", e.getMessage());
                pause();
            }
        }
    }

    private void reopen() throws InterruptedException {
        close(producer);
        producer = null;
        producer = opened();
        LOG.info("results writer has a new producer");
    }

    /** A producer that has shut out all before it of this gateway's, and ended their transactions. */
    private Producer<String, CloudEvent> opened() throws InterruptedException {
        while (true) {
            @Nullable Producer<String, CloudEvent> fresh = null;
            try {
                fresh = producers.get();
                fresh.initTransactions();
                return fresh;
            } catch (InterruptException e) {
                close(fresh);
                throw e;
            } catch (KafkaException e) {
                LOG.warn("results cannot be written yet reason={}", e.getMessage());
                close(fresh);
                pause();
            }
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(AFTER_FAILURE.toMillis());
    }

    private static void close(@Nullable Producer<String, CloudEvent> old) {
        if (old != null) {
            try {
                old.close(Duration.ZERO);
            } catch (KafkaException e) {
                LOG.debug("producer not closed in order reason={}", e.getMessage());
            }
        }
    }

    /** Writes what waits, as far as a few seconds allow. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.join(CLOSE_TIMEOUT.toMillis());
        thread.interrupt();
        thread.join(CLOSE_TIMEOUT.toMillis());
        waiting.forEach(Settlement::lost);
    }
}

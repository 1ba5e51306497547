package io.hyps.gateway.kafka;

import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids of answered frames, of hyps.results: of the last ones at the start, then of all as they are answered, by
 * whatever gateway. Results are small; frames would bring their images. What is not answered yet, whoever owns the
 * partition enters. Decision 0013 says why that is enough.
 */
public final class ResultIds implements KnownIds, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultIds.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long SAID_EVERY_SECONDS = 30;
    private static final long ANSWER_SECONDS = 5;
    /** Places that a result may take in its partition: its own, a transaction's mark, and as much again for what was aborted. */
    private static final long OFFSETS_OF_A_RESULT = 3;

    private final Consumer<byte[], byte[]> consumer;
    private final Function<List<TopicPartition>, Map<TopicPartition, Long>> ends;
    private final Runnable onClosed;
    private final String topic;
    private final AddedPartitions partitions;
    private final IdWindow window;
    private final long readBack;
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private final ConsumerLoop loop;
    private Map<TopicPartition, Long> firstEnds = Map.of();

    /** @param ends of the topic's partitions, transactions under way included */
    ResultIds(
            Consumer<byte[], byte[]> consumer,
            String topic,
            int windowOfAPartition,
            Function<List<TopicPartition>, Map<TopicPartition, Long>> ends,
            Runnable onClosed) {
        this.consumer = consumer;
        this.topic = topic;
        this.partitions = new AddedPartitions(consumer, topic, System::nanoTime);
        this.ends = ends;
        this.onClosed = onClosed;
        this.window = new IdWindow(windowOfAPartition);
        this.readBack = OFFSETS_OF_A_RESULT * (windowOfAPartition + FrameFeed.WIDEST_SPAN);
        this.loop = ConsumerLoop.start("hyps-ids", new Reading());
    }

    /** Begins to read; the topics must be there. */
    public static ResultIds open(KafkaSettings settings, int windowOfAPartition) {
        Consumer<byte[], byte[]> consumer = KafkaClients.reader(settings, "ids");
        try {
            Admin admin = KafkaClients.admin(settings);
            return new ResultIds(
                    consumer,
                    settings.topics().results(),
                    windowOfAPartition,
                    partitions -> ends(admin, partitions),
                    () -> admin.close(Duration.ofSeconds(ANSWER_SECONDS)));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        try {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listOffsets(latest)
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, end) -> offsets.put(partition, end.offset()));
            return offsets;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka does not say where the results end", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Waits until the ids of the window are known, as far as they were committed when reading began. */
    public void awaitRead() throws InterruptedException {
        long began = System.nanoTime();
        while (!hasBeenRead()) {
            LOG.info(
                    "still reading the ids of answered frames topic={} count={}; no image is taken before",
                    topic,
                    window.size());
        }
        LOG.info(
                "ids of answered frames read topic={} count={} ms={}",
                topic,
                window.size(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private boolean hasBeenRead() throws InterruptedException {
        try {
            read.get(SAID_EVERY_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return loop.isAlive();
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
        Map<TopicPartition, Long> wanted = ends.apply(List.copyOf(positions.keySet()));
        return () -> isPast(wanted);
    }

    private boolean isPast(Map<TopicPartition, Long> places) {
        return places.entrySet().stream()
                .allMatch(place -> positions.getOrDefault(place.getKey(), -1L) >= place.getValue());
    }

    @Override
    public void close() throws InterruptedException {
        loop.close();
        onClosed.run();
    }

    /** Has the consumer to itself. */
    private final class Reading implements ConsumerLoop.Source {
        @Override
        public void poll() {
            if (firstEnds.isEmpty()) {
                begin();
            }
            partitions
                    .take()
                    .forEach(added -> LOG.info("partition added topic={} number={}", topic, added.partition()));
            consumer.poll(POLL).forEach(this::enter);
            // past marks of transactions too, which are no records
            consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
            if (!read.isDone() && isPast(firstEnds)) {
                read.complete(null);
            }
        }

        private void begin() {
            List<TopicPartition> all = partitions.all();
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all);
            Map<TopicPartition, Long> committed = consumer.endOffsets(all);
            consumer.assign(all);
            all.forEach(partition -> consumer.seek(
                    partition,
                    Math.max(
                            beginnings.getOrDefault(partition, 0L), committed.getOrDefault(partition, 0L) - readBack)));
            firstEnds = Map.copyOf(committed);
        }

        private void enter(ConsumerRecord<byte[], byte[]> result) {
            Optional<String> suppliedId = header(result, "ce_suppliedid");
            Optional<String> frame = header(result, "ce_duplicateof").or(() -> header(result, "ce_id"));
            byte[] sensor = result.key();
            if (suppliedId.isEmpty() || frame.isEmpty() || sensor == null) {
                return;
            }
            try {
                window.enter(
                        result.partition(),
                        FrameIdentity.of(new String(sensor, StandardCharsets.UTF_8), suppliedId.get()),
                        FrameId.parse(frame.get()));
            } catch (IllegalArgumentException e) {
                LOG.debug("foreign record passed over partition={} offset={}", result.partition(), result.offset());
            }
        }

        private Optional<String> header(ConsumerRecord<byte[], byte[]> result, String name) {
            Header header = result.headers().lastHeader(name);
            return header == null || header.value() == null
                    ? Optional.empty()
                    : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}

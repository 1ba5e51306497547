package io.hyps.bench.kafka;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What stands in hyps.results beside what stands in hyps.frames, as a reader of committed records sees it.
 *
 * @param frames records of hyps.frames
 * @param results records of hyps.results
 * @param duplicates of these, results of a second record of an id
 * @param errors of these, other errors
 * @param answers of these, the others, by the sensors' ids
 */
public record AnswerAudit(long frames, long results, long duplicates, long errors, Map<String, Integer> answers) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** Reads until each frame has its result and nothing more comes, or the patience is at an end. */
    public static AnswerAudit read(String bootstrap, Duration patience) throws MalformedMessageException {
        return read(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap), patience);
    }

    /** @param settings of a consumer, with what a Kafka that asks who it is wants to know */
    public static AnswerAudit read(Map<String, Object> settings, Duration patience) throws MalformedMessageException {
        try (Reading reading = new Reading(settings)) {
            long deadline = System.nanoTime() + patience.toNanos();
            while (!reading.isComplete() && System.nanoTime() - deadline < 0) {
                reading.poll(POLL);
            }
            boolean more = true;
            while (more && System.nanoTime() - deadline < 0) {
                more = reading.poll(LINGER);
            }
            return reading.audit();
        }
    }

    /** The ids that have no answer. */
    public List<String> lost(Collection<String> sent) {
        return sent.stream().filter(id -> !answers.containsKey(id)).toList();
    }

    /** How many ids have more than one answer. */
    public long twice() {
        return answers.values().stream().filter(count -> count > 1).count();
    }

    private static final class Reading implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<String, Integer> answers = new HashMap<>();
        private long results;
        private long duplicates;
        private long errors;

        Reading(Map<String, Object> settings) {
            Map<String, Object> committed = new HashMap<>(settings);
            committed.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            consumer = new KafkaConsumer<>(committed, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = partitions(FrameTopics.RESULTS);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        private List<TopicPartition> partitions(String topic) {
            return consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
        }

        private long frames() {
            List<TopicPartition> partitions = partitions(FrameTopics.FRAMES);
            return sum(consumer.endOffsets(partitions)) - sum(consumer.beginningOffsets(partitions));
        }

        private static long sum(Map<TopicPartition, Long> offsets) {
            return offsets.values().stream().mapToLong(Long::longValue).sum();
        }

        boolean isComplete() {
            return results >= frames();
        }

        /** @return whether anything came */
        boolean poll(Duration patience) throws MalformedMessageException {
            long before = results;
            for (var each : consumer.poll(patience)) {
                take(Json.decode(FrameTopics.RESULTS, each.value(), InferenceResult.class));
            }
            return results > before;
        }

        private void take(InferenceResult result) {
            results++;
            Optional<ErrorCode> error = Optional.ofNullable(result.error()).map(InferenceResult.FrameError::code);
            if (error.isEmpty()) {
                answers.merge(Objects.requireNonNull(result.id()), 1, Integer::sum);
            } else if (error.get() == ErrorCode.DUPLICATE) {
                duplicates++;
            } else {
                errors++;
            }
        }

        AnswerAudit audit() {
            return new AnswerAudit(frames(), results, duplicates, errors, answers);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}

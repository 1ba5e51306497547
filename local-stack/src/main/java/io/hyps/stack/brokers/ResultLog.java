package io.hyps.stack.brokers;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.InferenceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads hyps.results from its beginning, as any reader of committed records sees it. For one thread. */
public final class ResultLog implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private boolean assigned;

    private ResultLog(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** @param bootstrap {@code host:port} */
    public static ResultLog open(String bootstrap) {
        return new ResultLog(new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /**
     * Waits for records that were not returned before.
     *
     * @return them, or none if none came in that time
     * @throws MalformedMessageException if one is no result
     */
    public List<InferenceResult> poll(Duration patience) throws MalformedMessageException {
        if (!assigned) {
            assign();
        }
        List<InferenceResult> results = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
            results.add(Json.decodeStrictly(
                    FrameTopics.RESULTS + " " + record.partition() + ":" + record.offset(),
                    record.value(),
                    InferenceResult.class));
        }
        return results;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void assign() {
        List<TopicPartition> partitions = consumer.partitionsFor(FrameTopics.RESULTS).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        assigned = !partitions.isEmpty();
    }
}

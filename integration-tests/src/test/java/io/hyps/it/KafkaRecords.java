package io.hyps.it;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what is committed in topics as any Kafka tool would, from their beginning. */
final class KafkaRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, Object> settings = new HashMap<>();

    KafkaRecords(String bootstrap) {
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    }

    /** @param properties of a client, as Kafka's own tools take them */
    KafkaRecords(String bootstrap, Path properties) throws IOException {
        this(bootstrap);
        Properties read = new Properties();
        try (Reader text = Files.newBufferedReader(properties)) {
            read.load(text);
        }
        read.forEach((name, value) -> settings.put(name.toString(), value));
    }

    /** Of a consumer. */
    Map<String, Object> settings() {
        return Map.copyOf(settings);
    }

    /** Reads until that many records match; fails after a minute. */
    List<ConsumerRecord<byte[], byte[]>> await(
            String topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> matches) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            assignAll(consumer, topic);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (found.size() < count) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("found " + found.size() + " of " + count + " records in " + topic);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (matches.test(record)) {
                        found.add(record);
                    }
                });
            }
        }
        return found;
    }

    /** Reads all that is there now. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic, Predicate<ConsumerRecord<byte[], byte[]>> matches) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            assignAll(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (matches.test(record)) {
                        found.add(record);
                    }
                });
            }
        }
        return found;
    }

    /** A CloudEvents attribute, from the record's headers. */
    static String attribute(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name.equals("content-type") ? name : "ce_" + name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void assignAll(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}

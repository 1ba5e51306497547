package io.hyps.bench.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka's own producer does, as {@code kafka-producer-perf-test} drives it: one thread, records of one size, as fast
 * as they go, acknowledged by all in-sync replicas.
 */
public final class AppendSpeed {
    private static final String TOPIC = "bench.append";
    private static final int PARTITIONS = 4;
    private static final int WARMING_UP_SHARE = 10;

    private AppendSpeed() {}

    /** Records a second, of those after the first tenth. */
    public static double perSecond(String bootstrap, int records, int bytes)
            throws InterruptedException, ExecutionException {
        createTopic(bootstrap);
        byte[] value = new byte[bytes];
        new Random(1).nextBytes(value);
        int warm = records / WARMING_UP_SHARE;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            append(producer, value, warm);
            long began = System.nanoTime();
            append(producer, value, records - warm);
            return (records - warm) / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static void append(KafkaProducer<byte[], byte[]> producer, byte[] value, int records)
            throws InterruptedException, ExecutionException {
        Future<RecordMetadata> last = null;
        for (int i = 0; i < records; i++) {
            last = producer.send(new ProducerRecord<>(TOPIC, value));
        }
        producer.flush();
        if (last != null) {
            last.get();
        }
    }

    private static void createTopic(String bootstrap) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        }
    }
}

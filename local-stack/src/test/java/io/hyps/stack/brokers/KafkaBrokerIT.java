package io.hyps.stack.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.process.TcpPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaBrokerIT {
    @TempDir
    Path directory;

    @Test
    void keepsCommittedResultsAcrossARestart() throws Exception {
        int port = TcpPort.findFree();
        int controllerPort = TcpPort.findFree();
        try (KafkaBroker broker = KafkaBroker.start(port, controllerPort, directory)) {
            createTopic(broker);
            produceInTransactions(broker);
        }
        try (KafkaBroker broker = KafkaBroker.start(port, controllerPort, directory)) {
            assertThat(read(broker, 1)).extracting(InferenceResult::id).containsExactly("committed");
        }
    }

    private static void createTopic(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(FrameTopics.RESULTS, 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void produceInTransactions(KafkaBroker broker) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrap(), "transactional.id", "test", "max.request.size", 18_874_368);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, new ProducerRecord<>(FrameTopics.RESULTS, Json.encode(result("aborted"))));
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, new ProducerRecord<>(FrameTopics.RESULTS, Json.encode(result("committed"))));
            send(producer, new ProducerRecord<>(FrameTopics.FRAMES, new byte[17 << 20]));
            producer.commitTransaction();
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> unused = producer.send(record);
    }

    private static List<InferenceResult> read(KafkaBroker broker, int count) throws Exception {
        List<InferenceResult> results = new ArrayList<>();
        try (ResultLog log = ResultLog.open(broker.bootstrap())) {
            for (int polls = 0; polls < 50 && results.size() < count; polls++) {
                results.addAll(log.poll(Duration.ofMillis(200)));
            }
            results.addAll(log.poll(Duration.ofMillis(200)));
        }
        return results;
    }

    private static InferenceResult result(String id) {
        return new InferenceResult(
                InferenceResult.Status.ERROR,
                null,
                id,
                "cam-1",
                "fashion",
                null,
                null,
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:01Z",
                null,
                null,
                null,
                new InferenceResult.FrameError(ErrorCode.EMPTY_IMAGE, "the image is empty"));
    }
}

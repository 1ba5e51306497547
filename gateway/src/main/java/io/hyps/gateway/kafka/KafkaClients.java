package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.CloudEventSerializer;
import io.hyps.protocol.event.EventTopics;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes Kafka's clients, set as the gateway needs them. */
final class KafkaClients {
    private static final int SMALLEST_BUFFER_BYTES = 64 << 20;
    /** Some tens of small images; a larger one is a batch of its own. */
    private static final int BATCH_BYTES = 256 << 10;

    private static final int SESSION_TIMEOUT_MS = 10_000;
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;
    private static final int READ_AT_ONCE = 64;
    private static final int READ_AT_ONCE_BYTES = 16 << 20;
    private static final int READER_WAITS_MS = 10_000;
    private static final int SEND_BLOCKS_AT_MOST_MS = 10_000;

    /** For a consumer that ends in order: others get its partitions at once. */
    static final CloseOptions LEAVING = CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);

    private KafkaClients() {}

    /** Acknowledged by all in-sync replicas, idempotent, and trying for as long as it takes. */
    static Producer<String, CloudEvent> producer(KafkaSettings settings) {
        Map<String, Object> config = producing(settings, settings.clientId());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // what comes while a request is under way goes together in the next one; alone, a frame waits for nothing
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        return producer(config);
    }

    /** Under the gateway's one transactional id, so that its earlier processes are shut out. */
    static Producer<String, CloudEvent> transactionalProducer(KafkaSettings settings) {
        Map<String, Object> config = producing(settings, settings.clientId() + "-results");
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.clientId() + "-results");
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS);
        return producer(config);
    }

    private static Map<String, Object> producing(KafkaSettings settings, String clientId) {
        Map<String, Object> config = settings.properties().configuration();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_BLOCKS_AT_MOST_MS);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.largestRecordBytes());
        config.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.max(SMALLEST_BUFFER_BYTES, 2L * settings.largestRecordBytes()));
        return config;
    }

    private static Producer<String, CloudEvent> producer(Map<String, Object> config) {
        CloudEventSerializer events = new CloudEventSerializer();
        events.configure(Map.of(CloudEventSerializer.ENCODING_CONFIG, Encoding.BINARY), false);
        return new KafkaProducer<>(config, new StringSerializer(), events);
    }

    /**
     * In a group, committing by hand, from the beginning if the group is new. A live gateway has a name in its groups, so that
     * it has its partitions again at once after a crash; a replay's groups go with it.
     */
    static Consumer<byte[], byte[]> consumer(KafkaSettings settings, String group, String isolation, int mostRecords) {
        Map<String, Object> config = settings.properties().configuration();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.clientId() + "-" + group);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        if (settings.topics().equals(EventTopics.LIVE)) {
            config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.clientId());
        }
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MS / 3);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Without a group, of committed records, a few at a time: they may be large. */
    static Consumer<byte[], byte[]> reader(KafkaSettings settings, String purpose) {
        return reader(settings, purpose, READ_AT_ONCE_BYTES);
    }

    /** The same, so many bytes at a time. */
    static Consumer<byte[], byte[]> reader(KafkaSettings settings, String purpose, int bytesAtOnce) {
        Map<String, Object> config = settings.properties().configuration();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.clientId() + "-" + purpose);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, READ_AT_ONCE);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, bytesAtOnce);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, READER_WAITS_MS);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static Admin admin(KafkaSettings settings) {
        Map<String, Object> config = settings.properties().configuration();
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, settings.clientId() + "-admin");
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        return Admin.create(config);
    }
}

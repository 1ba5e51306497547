package io.hyps.gateway.kafka;

import io.hyps.protocol.event.EventTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing, and tells whether Kafka can be reached. */
public final class TopicSetup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final long ANSWER_SECONDS = 15;

    private final Admin admin;
    private final KafkaSettings settings;

    TopicSetup(Admin admin, KafkaSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * Connects in the background.
     *
     * @throws KafkaUnavailableException if no name of a broker can be resolved
     */
    public static TopicSetup open(KafkaSettings settings) throws KafkaUnavailableException {
        try {
            return new TopicSetup(KafkaClients.admin(settings), settings);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaUnavailableException(
                    "Kafka at " + settings.bootstrap() + " cannot be found: " + cause.getMessage(), e);
        }
    }

    /**
     * Creates what is missing; a topic that is there stays as it is, with a warning if it takes no records as large as
     * the gateway's.
     *
     * @throws KafkaUnavailableException if Kafka does not answer or refuses
     */
    public void ensureTopics() throws KafkaUnavailableException, InterruptedException {
        List<String> existing = new ArrayList<>();
        for (String name : settings.topics().all()) {
            try {
                admin.createTopics(List.of(topic(name))).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
                LOG.info("kafka topic created topic={} partitions={}", name, settings.partitions());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaUnavailableException(reason(e), e);
                }
                existing.add(name);
            } catch (TimeoutException e) {
                throw new KafkaUnavailableException("Kafka at " + settings.bootstrap() + " does not answer", e);
            }
        }
        warnOfSmallTopics(existing);
    }

    /** Takes the topics away, with all that is in them, and the groups that read them; for those of a replay. */
    public void deleteTopics() throws KafkaUnavailableException, InterruptedException {
        EventTopics topics = settings.topics();
        if (topics.equals(EventTopics.LIVE)) {
            throw new IllegalStateException("the live topics are not deleted");
        }
        try {
            admin.deleteTopics(topics.all()).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            admin.deleteConsumerGroups(List.of(topics.group(), topics.resultGroup()))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(reason(e), e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException("Kafka at " + settings.bootstrap() + " does not answer", e);
        }
    }

    /** Whether Kafka answers in that time. */
    public boolean isReachable(long timeoutMillis) throws InterruptedException {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(timeoutMillis, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("kafka unreachable reason={}", e.getMessage());
            return false;
        }
    }

    private NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(settings.partitions()), Optional.empty())
                .configs(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(settings.largestRecordBytes()),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
    }

    private void warnOfSmallTopics(List<String> names) throws KafkaUnavailableException, InterruptedException {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        try {
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(resources).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            String small = configs.entrySet().stream()
                    .filter(c -> largest(c.getValue()) < settings.largestRecordBytes())
                    .map(c -> c.getKey().name())
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (!small.isEmpty()) {
                LOG.warn(
                        "kafka topics take smaller records than the gateway: set max.message.bytes={} topics={}",
                        settings.largestRecordBytes(),
                        small);
            }
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(reason(e), e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException("Kafka at " + settings.bootstrap() + " does not answer", e);
        }
    }

    private static long largest(Config config) {
        return Long.parseLong(
                String.valueOf(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()));
    }

    private String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return "Kafka at " + settings.bootstrap() + ": " + cause;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}

package io.hyps.gateway.kafka;

import io.hyps.protocol.event.EventTopics;
import java.util.regex.Pattern;

/**
 * Where Kafka is and what its topics take.
 *
 * @param bootstrap {@code host:port}, several with commas
 * @param properties of every client, such as how it shows who it is
 * @param clientId in Kafka's logs and quotas
 * @param partitions of topics that are created
 * @param largestRecordBytes of hyps.frames, hyps.dead-letters and hyps.results
 * @param topics the live ones, or a replay's
 */
public record KafkaSettings(
        String bootstrap,
        KafkaProperties properties,
        String clientId,
        EventTopics topics,
        int partitions,
        int largestRecordBytes,
        FeedLimits feed) {
    /** Room for a record's headers beside its value. */
    public static final int HEADROOM_BYTES = 128 * 1024;

    private static final Pattern BOOTSTRAP = Pattern.compile("[^,:\\s]+:[0-9]{1,5}(,[^,:\\s]+:[0-9]{1,5})*");

    public KafkaSettings {
        if (!BOOTSTRAP.matcher(bootstrap).matches()) {
            throw new IllegalArgumentException(
                    "hyps.gateway.kafka is '" + bootstrap + "': write host:port, several with commas");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("hyps.gateway.partitions is " + partitions + ": use 1 or more");
        }
    }
}

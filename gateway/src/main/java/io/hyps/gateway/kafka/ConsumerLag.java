package io.hyps.gateway.kafka;

import org.apache.kafka.clients.consumer.Consumer;

/** How far a consumer is behind, by its own metrics, which may be read from any thread. */
final class ConsumerLag {
    private static final String GROUP = "consumer-fetch-manager-metrics";
    private static final String NAME = "records-lag";

    private ConsumerLag() {}

    /** Records that are there and not fetched yet, of all partitions that the consumer reads. */
    static long of(Consumer<?, ?> consumer) {
        return Math.round(consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(GROUP)
                        && metric.metricName().name().equals(NAME))
                .map(metric -> metric.metricValue())
                .filter(value -> value instanceof Double lag && Double.isFinite(lag))
                .mapToDouble(value -> (Double) value)
                .sum());
    }
}

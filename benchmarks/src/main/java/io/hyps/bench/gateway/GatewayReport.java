package io.hyps.bench.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param window images under way of each sensor
 * @param kills of gateways, by SIGKILL
 * @param dropped messages, by the broker's own count; absent if it does not say
 * @param ingestPerSecond images in Kafka, from the first sending to the last acceptance
 * @param gatewayPeakRssBytes the most of any gateway
 * @param ingest absent if it was not asked for
 */
record GatewayReport(
        String broker,
        int images,
        int sensors,
        int window,
        int gateways,
        int runners,
        int kills,
        Answers answers,
        @Nullable Long dropped,
        double seconds,
        double ingestPerSecond,
        double answersPerSecond,
        Latency latencyMs,
        long gatewayPeakRssBytes,
        @Nullable Ingest ingest) {

    /**
     * What stands in Kafka in the end.
     *
     * @param answered images with an answer
     * @param lost images without one
     * @param twice images with more than one
     * @param errors results that are errors, but for duplicates
     * @param frames records of hyps.frames; each has a result
     * @param results records of hyps.results
     * @param duplicates of these, second records of an id
     */
    record Answers(long answered, long lost, long twice, long errors, long frames, long results, long duplicates) {
        boolean areRight(int images) {
            return answered == images && lost == 0 && twice == 0 && errors == 0 && frames == results;
        }
    }

    /** From the first sending of an image to its answer at the sensor. */
    record Latency(double p50, double p95, double p99) {}

    /**
     * Ingest alone, nothing dispatched, beside Kafka's own producer in the same run.
     *
     * @param ratio of the former to the latter
     */
    record Ingest(int bytes, int images, double perSecond, double kafkaPerSecond, double ratio) {}

    GatewayReport with(Ingest measured) {
        return new GatewayReport(
                broker,
                images,
                sensors,
                window,
                gateways,
                runners,
                kills,
                answers,
                dropped,
                seconds,
                ingestPerSecond,
                answersPerSecond,
                latencyMs,
                gatewayPeakRssBytes,
                measured);
    }

    boolean isRight() {
        return answers.areRight(images) && (dropped == null || dropped == 0);
    }
}

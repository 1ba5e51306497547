package io.hyps.stack.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * What {@code hyps demo --report} writes. Results are records of hyps.results.
 *
 * @param frames sent by the sensor
 * @param results frames that have a record
 * @param lost frames that have none
 * @param duplicates records beyond the first of a frame
 * @param errors results that are errors
 * @param heard results that the sensor got over MQTT
 * @param top1Agreement share of frames with the undivided model's class
 * @param accuracy share of frames with the true class
 * @param wholeAccuracy the same of the undivided model
 * @param maxAbsDiff of any logit from the undivided model's
 * @param latencyMs from the image's publish to the answer at the sensor
 * @param medianMs of each step
 * @param wholeModelMs the undivided model's median
 */
record DemoReport(
        int frames,
        int results,
        int lost,
        int duplicates,
        int errors,
        int heard,
        double top1Agreement,
        double accuracy,
        double wholeAccuracy,
        double maxAbsDiff,
        Latency latencyMs,
        Map<String, Double> medianMs,
        double wholeModelMs,
        long weightsBytes,
        List<Runner> runners) {
    DemoReport {
        runners = List.copyOf(runners);
    }

    /** Whether each frame was answered once, and as the undivided model does. */
    @JsonIgnore
    boolean isRight() {
        return results == frames
                && lost == 0
                && duplicates == 0
                && errors == 0
                && heard == frames
                && top1Agreement == 1.0;
    }

    record Latency(double p50, double p95) {}

    /**
     * One runner.
     *
     * @param weightsBytes of its partitions
     * @param residentBytes what its process holds now, the JVM included
     * @param peakRssBytes the most that it held
     * @param budgetBytes what it may hold
     */
    record Runner(
            String device,
            List<String> partitions,
            int nodes,
            long weightsBytes,
            long residentBytes,
            long peakRssBytes,
            long budgetBytes) {}
}

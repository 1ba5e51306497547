package io.hyps.bench.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code hyps bench pipeline} found; printed as JSON as it is.
 *
 * @param hops messages one after another on the longest way of a frame
 * @param bytesPerFrame of all tensors published for a frame
 * @param whole the faster of the two forms, and both
 * @param latencyRatio of the pipeline to the whole model; less is better
 * @param throughputRatio the same; more is better
 * @param processorRatio processor seconds of a frame, broker and sender included, to the whole model's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PipelineReport(
        String model,
        String broker,
        int runners,
        int threads,
        int frames,
        int rounds,
        int inFlight,
        int hops,
        long bytesPerFrame,
        List<PartRow> partitions,
        Whole whole,
        Distributed pipeline,
        double latencyRatio,
        double throughputRatio,
        double processorRatio,
        @Nullable Python python) {

    /** A partition: where it runs, what it holds and how long it computes for a frame that is alone. */
    record PartRow(String id, List<String> devices, int nodes, long weightsBytes, double computeMs) {}

    /** The undivided model. */
    record Whole(
            double latencyMsP50,
            double throughputPerSecond,
            long peakRssBytes,
            double processorSecondsPerFrame,
            WholeForm defaults,
            WholeForm best) {}

    /** One way to load it, with anonymous memory and that of files apart. */
    record WholeForm(
            double latencyMsP50,
            double throughputPerSecond,
            long peakRssBytes,
            long anonymousBytes,
            long fileBytes,
            double processorSecondsPerFrame) {}

    /**
     * The runners.
     *
     * @param hopMsP50 what a message on the way costs: latency without computing, shared among the hops
     * @param peakRssBytesMax the most that a runner's process had
     * @param anonymousBytesMax the most that a runner's process has, without pages of files
     */
    record Distributed(
            double latencyMsP50,
            double latencyMsP95,
            double throughputPerSecond,
            double hopMsP50,
            long peakRssBytesMax,
            long anonymousBytesMax,
            double processorSecondsPerFrame,
            double maxAbsDiff) {}

    /**
     * A pipeline of Python processes with PyTorch and paho-mqtt on the same broker.
     *
     * @param throughputRatio of our pipeline to it
     */
    record Python(double latencyMsP50, double throughputPerSecond, double throughputRatio) {}
}

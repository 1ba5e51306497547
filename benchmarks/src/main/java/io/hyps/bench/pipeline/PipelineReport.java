package io.hyps.bench.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code hyps bench pipeline} found; printed as JSON as it is.
 *
 * @param objective of the plan; if there is a plan for latency beside it, that of all but p50, p95, the hop and their ratio
 * @param hops messages one after another on the longest way of a frame
 * @param bytesPerFrame of all tensors published for a frame
 * @param whole the faster of the two forms, and both
 * @param latencyRatio of the pipeline to the whole model; less is better
 * @param throughputRatio the same; more is better
 * @param latencyPlan all that was found with the plan for latency, if it is another one
 * @param processorRatio processor seconds of a frame, broker and sender included, to the whole model's: what stands in for
 *     energy, which is not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PipelineReport(
        String model,
        String objective,
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
        @Nullable Python python,
        @Nullable PipelineReport latencyPlan) {
    private static final double MILLIS = 1000;

    /** The same with the latencies, and their ratio, of another plan. */
    PipelineReport withLatencyOf(PipelineReport other) {
        return new PipelineReport(
                model,
                objective,
                broker,
                runners,
                threads,
                frames,
                rounds,
                inFlight,
                hops,
                bytesPerFrame,
                partitions,
                whole.withLatencyOf(other.whole),
                pipeline.withLatencyOf(other.pipeline),
                other.latencyRatio,
                throughputRatio,
                processorRatio,
                python,
                other);
    }

    /**
     * A partition: where it runs, what it holds and where the time goes.
     *
     * @param inputBytes of a frame
     * @param hopMs for a frame that is alone, from the publish of its inputs to the start of computation
     * @param waitMs of it, after the first input had come
     * @param computeMs for a frame that is alone
     * @param loadedWaitMs the same while the throughput is taken
     * @param loadedComputeMs the same while the throughput is taken
     */
    record PartRow(
            String id,
            List<String> devices,
            int nodes,
            long weightsBytes,
            long inputBytes,
            double hopMs,
            double waitMs,
            double computeMs,
            double loadedWaitMs,
            double loadedComputeMs) {}

    /** The undivided model. */
    record Whole(
            double latencyMsP50,
            double throughputPerSecond,
            long peakRssBytes,
            double processorSecondsPerFrame,
            WholeForm defaults,
            WholeForm best) {
        Whole withLatencyOf(Whole other) {
            return new Whole(
                    other.latencyMsP50, throughputPerSecond, peakRssBytes, processorSecondsPerFrame, defaults, best);
        }
    }

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
     * @param answerMsP50 from the end of the last computation to the answer
     * @param hopMsP50 what a message on the way costs: latency without computing, shared among the hops
     * @param peakRssBytesMax the most that a runner's process had
     * @param anonymousBytesMax the most that a runner's process has, without pages of files
     */
    record Distributed(
            double latencyMsP50,
            double latencyMsP95,
            double throughputPerSecond,
            double hopMsP50,
            double answerMsP50,
            long peakRssBytesMax,
            long anonymousBytesMax,
            double processorSecondsPerFrame,
            double maxAbsDiff) {
        Distributed withLatencyOf(Distributed other) {
            return new Distributed(
                    other.latencyMsP50,
                    other.latencyMsP95,
                    throughputPerSecond,
                    other.hopMsP50,
                    answerMsP50,
                    peakRssBytesMax,
                    anonymousBytesMax,
                    processorSecondsPerFrame,
                    maxAbsDiff);
        }
    }

    /**
     * A pipeline of Python processes with PyTorch and paho-mqtt on the same broker, with the same weights.
     *
     * @param wholeLatencyMsP50 of the undivided model in one of these processes
     * @param processorSecondsPerFrame its processes' and the broker's
     * @param throughputRatio of our pipeline to it
     */
    record Python(
            double latencyMsP50,
            double throughputPerSecond,
            double wholeLatencyMsP50,
            double processorSecondsPerFrame,
            double throughputRatio) {
        double latencyToWhole() {
            return latencyMsP50 / wholeLatencyMsP50;
        }

        double throughputToWhole() {
            return throughputPerSecond * wholeLatencyMsP50 / MILLIS;
        }
    }
}

package io.hyps.gateway.replay;

import java.util.List;
import java.util.Map;

/**
 * What became of a replay.
 *
 * @param plans the epoch that each model's frames went through
 * @param frames of the recording
 * @param recorded how many of them have a result in it
 */
public record ReplayReport(
        String run,
        Map<String, String> plans,
        String speed,
        long frames,
        long recorded,
        Outcome outcome,
        double seconds,
        double framesPerSecond) {
    public ReplayReport {
        plans = Map.copyOf(plans);
    }

    /** Whether every frame was answered as recorded. */
    public boolean isSame() {
        return outcome.differences() == 0;
    }

    /**
     * The answers.
     *
     * @param errors answers that are errors
     * @param differences answers that are not the recorded ones, those included that did not come
     * @param top1Agreement the share of compared answers whose best class is the recorded one, or as good
     * @param first the first differences, at most 100
     */
    public record Outcome(
            long answered,
            long errors,
            long differences,
            double maxAbsDiff,
            double maxRelDiff,
            double top1Agreement,
            Latency latencyMs,
            List<Difference> first) {
        public Outcome {
            first = List.copyOf(first);
        }
    }

    /** Preprocessing and the runners' way. */
    public record Latency(double p50, double p95) {}
}

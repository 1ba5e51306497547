package io.hyps.bench.links;

import java.util.List;

/** What {@code hyps bench links} found. */
public record LinksReport(String model, int runners, int frames, List<Row> rows) {
    public LinksReport {
        rows = List.copyOf(rows);
    }

    boolean isRight() {
        return rows.stream().allMatch(Row::withinTolerance);
    }

    /**
     * A plan on links of one rate.
     *
     * @param encodings that were allowed
     * @param encoded how many tensors travel encoded
     * @param bytesPerFrame of what is published for a frame, inputs and outputs too
     * @param maxRelDiff of the answers from the whole model's, as a share of an output's largest element
     * @param withinTolerance whether each answer was as near to the whole model's as the plan promises
     * @param ratio of the measured latency to that with all tensors raw
     */
    public record Row(
            long bitsPerSecond,
            String encodings,
            int partitions,
            int encoded,
            long bytesPerFrame,
            double predictedMs,
            double latencyMsP50,
            double maxRelDiff,
            boolean withinTolerance,
            double ratio) {}
}

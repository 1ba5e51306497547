package io.hyps.bench.growth;

import java.util.List;

/** What {@code hyps bench growth partitions} found. */
record PartitionsReport(
        String model, String broker, String machine, int frames, int rounds, double maxAbsDiff, List<Row> rows) {
    PartitionsReport {
        rows = List.copyOf(rows);
    }

    /**
     * A number of partitions, each on a runner of its own; medians of the rounds.
     *
     * @param messages one after another on the longest way of a frame
     * @param inFlight frames under way while throughput and processor time are taken
     * @param processorSecondsPerFrame of runners, broker and sender
     * @param bytesPerFrame of all tensors published for a frame
     * @param largestDeviceBytes what the plan needs on the device that needs most
     */
    record Row(
            int partitions,
            int messages,
            int inFlight,
            double latencyMsP50,
            double throughputPerSecond,
            double processorSecondsPerFrame,
            long bytesPerFrame,
            long largestDeviceBytes) {
        /** Each of this row's figures as so many times the other's. */
        Ratios to(Row one) {
            return new Ratios(
                    latencyMsP50 / one.latencyMsP50,
                    throughputPerSecond / one.throughputPerSecond,
                    processorSecondsPerFrame / one.processorSecondsPerFrame,
                    (double) bytesPerFrame / one.bytesPerFrame,
                    (double) largestDeviceBytes / one.largestDeviceBytes);
        }
    }

    /** What a row is of the first one. */
    record Ratios(double latency, double throughput, double processorTime, double bytes, double memory) {}

    /** In the order of the rows. */
    public List<Ratios> getRatios() {
        return rows.stream().map(row -> row.to(rows.get(0))).toList();
    }
}

package io.hyps.bench.kernels;

import java.util.List;

/** What {@code hyps bench kernels} found. */
record KernelsReport(String machine, List<Row> rows) {
    KernelsReport {
        rows = List.copyOf(rows);
    }

    /**
     * A kernel at a size.
     *
     * @param variant of the encodings, which; else empty
     * @param bytes of the raw tensor
     * @param micros one call, the mean of the iterations
     * @param errorMicros half of its 99.9 % confidence interval
     * @param toCopy so many times one copy of as many bytes
     */
    record Row(String kernel, String variant, long bytes, double micros, double errorMicros, double toCopy) {
        double mbPerSecond() {
            return bytes / micros;
        }
    }
}

package io.hyps.planner.cost;

/**
 * What it costs to run the nodes {@code from} (inclusive) to {@code to} (exclusive) on one device.
 *
 * @param weightsBytes of the weights and constants they read, each counted once
 * @param peakTensorBytes the most that its tensors take at any instant: inputs are held throughout, outputs once made
 * @param inputBytes of the tensors that come from outside
 * @param outputBytes of the tensors that are read outside
 * @param computeNanos estimated, on the reference machine
 * @param legal whether it can be a partition: something comes in and something goes out
 */
public record Stretch(
        int from,
        int to,
        long weightsBytes,
        long peakTensorBytes,
        long inputBytes,
        long outputBytes,
        double computeNanos,
        boolean legal) {
    /** What a device must have for it. */
    public long memoryBytes() {
        return weightsBytes + peakTensorBytes;
    }
}

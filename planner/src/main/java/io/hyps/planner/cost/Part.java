package io.hyps.planner.cost;

import java.util.List;

/**
 * Some nodes of a graph as one device runs them.
 *
 * @param nodes their positions in the graph, ascending
 * @param inputs the tensors that come from outside, in the order of use
 * @param outputs the tensors that are read outside, in the order of making
 * @param weightsBytes of the weights and constants they read, each counted once
 * @param peakTensorBytes the most that tensors and workspace take at any instant, inputs held throughout, and what the
 *     runtime keeps for itself
 * @param queueBytes of a frame that waits and one that leaves while another is computed
 * @param inputBytes of all inputs
 * @param outputBytes of all outputs
 * @param computeNanos on the reference machine
 */
public record Part(
        List<Integer> nodes,
        List<String> inputs,
        List<String> outputs,
        long weightsBytes,
        long peakTensorBytes,
        long queueBytes,
        long inputBytes,
        long outputBytes,
        double computeNanos) {
    public Part {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Of the frame that waits and the one that leaves: a device takes in the next frame's tensors and sends the last one's
     * while it computes.
     */
    static long queueBytes(long inputBytes, long outputBytes) {
        return inputBytes + outputBytes;
    }

    /** With the tensors of several frames at once. */
    public Part ofFrames(int frames) {
        return new Part(
                nodes,
                inputs,
                outputs,
                weightsBytes,
                frames * peakTensorBytes,
                frames * queueBytes,
                inputBytes,
                outputBytes,
                computeNanos);
    }

    /** What a device must have for it. */
    public long memoryBytes() {
        return weightsBytes + peakTensorBytes + queueBytes;
    }
}

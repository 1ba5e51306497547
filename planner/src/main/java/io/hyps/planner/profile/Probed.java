package io.hyps.planner.profile;

import org.jspecify.annotations.Nullable;

/**
 * What one slice took in a process of its own, less what the process takes without it.
 *
 * @param baseBytes of the process before it loaded the slice: Java and ONNX Runtime; in no other figure
 * @param loadedBytes anonymous memory between runs: inputs, and what ONNX Runtime knows of the graph
 * @param peakBytes the most anonymous memory while it runs: {@code loadedBytes}, tensors, workspace
 * @param mappedBytes of the weights file that were used, and so mapped
 */
public record Probed(long baseBytes, long loadedBytes, long peakBytes, long mappedBytes) {
    /** What a device must have for it. */
    public long memoryBytes() {
        return peakBytes + mappedBytes;
    }

    /** One of the two is there. */
    record Outcome(@Nullable Probed probed, @Nullable String failure) {}
}

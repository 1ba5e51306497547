package io.hyps.planner.session;

import java.nio.file.Path;
import java.util.List;

/**
 * One run of one kernel.
 *
 * @param node the position of its node in the file
 * @param nanos until the next kernel began, so with allocating and freeing
 * @param outputBytes of all it made
 * @param inputs all that were there, weights included, in the operator's order
 * @param outputs all that it made, in the operator's order
 */
public record KernelRun(
        int node, double nanos, long outputBytes, List<KernelTensor> inputs, List<KernelTensor> outputs) {
    public KernelRun {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads a trace of {@link DeviceSession#trace}.
     *
     * @return the kernels of each run, in the order in which they ran; without the first run, which is slower
     */
    public static List<List<KernelRun>> read(Path trace) throws SessionException {
        List<List<KernelRun>> runs = Trace.read(trace);
        if (runs.size() < 2) {
            throw new SessionException("the profile that ONNX Runtime wrote has " + runs.size() + " runs");
        }
        return runs.subList(1, runs.size());
    }

    /** A tensor as the kernel had it, in whatever layout. */
    public record KernelTensor(String type, List<Long> dimensions) {
        public KernelTensor {
            dimensions = List.copyOf(dimensions);
        }
    }
}

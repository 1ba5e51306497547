package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.graph.Graph;
import java.util.Map;
import java.util.Set;

/** Which tensors never leave a kernel if their maker and their reader are in one partition: ONNX Runtime runs these as one. */
final class Fusions {
    private static final Set<String> ACTIVATIONS =
            Set.of("Relu", "Clip", "LeakyRelu", "Sigmoid", "HardSigmoid", "Tanh");
    private static final Set<String> AFTER_CONVOLUTION =
            Set.of("BatchNormalization", "Relu", "Clip", "LeakyRelu", "Sigmoid", "HardSigmoid", "Tanh");
    /** What ONNX Runtime fuses, by the first node's operator. */
    private static final Map<String, Set<String>> FUSED = Map.of(
            "Conv", AFTER_CONVOLUTION,
            "Gemm", ACTIVATIONS,
            "BatchNormalization", ACTIVATIONS);

    private final boolean[] within;

    private Fusions(boolean[] within) {
        this.within = within;
    }

    static Fusions of(Graph graph, CompactGraph compact) {
        boolean[] within = new boolean[compact.tensorCount()];
        for (int node = 0; node < compact.nodeCount(); node++) {
            Set<String> seconds = after(graph.nodes().get(node).opType());
            for (int tensor : seconds.isEmpty() ? new int[0] : compact.makes(node)) {
                int[] readers = compact.readers(tensor);
                within[tensor] = readers.length == 1
                        && !compact.isOutput(tensor)
                        && compact.reads(readers[0]).length == 1
                        && seconds.contains(graph.nodes().get(readers[0]).opType());
            }
        }
        return new Fusions(within);
    }

    /** The operators that may be run as one with one before them. */
    static Set<String> after(String operator) {
        return FUSED.getOrDefault(operator, Set.of());
    }

    /** How many are cut by a cut that these tensors cross. */
    int cutBy(int[] tensors) {
        int cut = 0;
        for (int tensor : tensors) {
            cut += within[tensor] ? 1 : 0;
        }
        return cut;
    }
}

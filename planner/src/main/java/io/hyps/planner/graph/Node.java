package io.hyps.planner.graph;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An operation.
 *
 * @param name as in the file, or made of its type and position where the file has none
 * @param opType such as {@code Conv}
 * @param domain of the operator set, empty for ONNX's own
 * @param inputs in the operator's order; empty names stand for optional inputs left out
 * @param outputs in the operator's order; empty names stand for optional outputs left out
 * @param captures what its subgraphs read from around it
 * @param position in the file's list of nodes
 */
public record Node(
        String name,
        String opType,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Set<String> captures,
        int position) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        captures = Set.copyOf(captures);
    }

    /** The names of all it reads: inputs and captures, each once, in a stable order. */
    public List<String> reads() {
        return Stream.concat(
                        inputs.stream().filter(name -> !name.isEmpty()),
                        captures.stream().sorted())
                .distinct()
                .toList();
    }

    /** The names of all it makes. */
    public List<String> makes() {
        return outputs.stream().filter(name -> !name.isEmpty()).toList();
    }
}

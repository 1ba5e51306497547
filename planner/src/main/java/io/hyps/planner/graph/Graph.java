package io.hyps.planner.graph;

import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model's graph, with every shape that is known. Immutable.
 *
 * @param inputs the tensors that a caller gives; no weights among them
 * @param outputs the tensors that a caller gets
 * @param nodes in an order in which they can run, without the constants
 * @param constants by the name of the tensor they make
 * @param weights by name
 * @param tensors inputs and what nodes make, by name, where type and shape are known
 * @param kept tensors that are to be made and read inside one partition though their shape is known
 */
public record Graph(
        List<String> inputs,
        List<String> outputs,
        List<Node> nodes,
        Map<String, Constant> constants,
        Map<String, Weight> weights,
        Map<String, TensorSpec> tensors,
        Set<String> kept) {
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        constants = Map.copyOf(constants);
        weights = Map.copyOf(weights);
        tensors = Map.copyOf(tensors);
        kept = Set.copyOf(kept);
    }

    /** With the float tensors inside quantized groups kept. */
    public Graph(
            List<String> inputs,
            List<String> outputs,
            List<Node> nodes,
            Map<String, Constant> constants,
            Map<String, Weight> weights,
            Map<String, TensorSpec> tensors) {
        this(
                inputs,
                outputs,
                nodes,
                constants,
                weights,
                tensors,
                QuantizedGroups.inside(
                        nodes, Stream.concat(inputs.stream(), outputs.stream()).toList()));
    }

    public Optional<TensorSpec> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** The shape of a tensor or weight, where it is known. */
    public Optional<Shape> shape(String name) {
        Weight weight = weights.get(name);
        if (weight != null) {
            return Optional.of(weight.shape());
        }
        TensorSpec spec = tensors.get(name);
        return spec == null ? Optional.empty() : Optional.of(spec.shape());
    }

    /**
     * Whether a tensor may travel between partitions. One that may not must be made and read inside one partition: its shape
     * is unknown (it depends on values, or this is no tensor at all), or a cut there would change what is computed.
     */
    public boolean mayCross(String name) {
        return tensors.containsKey(name) && !kept.contains(name);
    }

    /** Whether the name is that of a weight or constant, which goes wherever it is read. */
    public boolean isConstant(String name) {
        return weights.containsKey(name) || constants.containsKey(name);
    }

    /** The size of a weight or constant, 0 for any other name. */
    public long constantBytes(String name) {
        Weight weight = weights.get(name);
        if (weight != null) {
            return weight.sizeBytes();
        }
        Constant constant = constants.get(name);
        return constant == null ? 0 : constant.sizeBytes();
    }

    /** The size of all weights and constants that some node reads, each counted once, and of what nodes carry themselves. */
    public long weightsBytes() {
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(node.reads()));
        return read.stream().mapToLong(this::constantBytes).sum()
                + nodes.stream().mapToLong(Node::innerBytes).sum();
    }
}

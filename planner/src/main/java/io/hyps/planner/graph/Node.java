package io.hyps.planner.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An operation.
 *
 * @param definition as ONNX writes it, attributes included
 * @param name unique in the graph: as in the file, or made of type and position where the file has none
 * @param origin the name of the model's node that it does a share of; its own name if it is not of a split
 * @param captures what its subgraphs read from around it
 */
public record Node(NodeProto definition, String name, String origin, Set<String> captures) {
    public Node {
        captures = Set.copyOf(captures);
    }

    /** A node as the model has it. */
    public static Node of(NodeProto definition, String name, Set<String> captures) {
        return new Node(definition, name, name, captures);
    }

    /** Such as {@code Conv}. */
    public String opType() {
        return definition.getOpType();
    }

    /** Of the operator set; empty for ONNX's own. */
    public String domain() {
        return definition.getDomain().equals("ai.onnx") ? "" : definition.getDomain();
    }

    /** In the operator's order; empty names stand for optional inputs left out. */
    public List<String> inputs() {
        return definition.getInputList();
    }

    /** In the operator's order; empty names stand for optional outputs left out. */
    public List<String> outputs() {
        return definition.getOutputList();
    }

    /** The names of all it reads: inputs and captures, each once, in a stable order. */
    public List<String> reads() {
        return Stream.concat(
                        inputs().stream().filter(name -> !name.isEmpty()),
                        captures.stream().sorted())
                .distinct()
                .toList();
    }

    /** The names of all it makes. */
    public List<String> makes() {
        return outputs().stream().filter(name -> !name.isEmpty()).toList();
    }

    /** The size of what it carries itself: tensors in its attributes, weights in the bodies of If, Loop and Scan. */
    public long innerBytes() {
        return InnerTensors.bytes(definition);
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.hyps.planner.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An operation. Two are equal only if they are the same. Immutable. */
public final class Node {
    private final NodeProto definition;
    private final String name;
    private final String origin;
    private final Set<String> captures;
    // a search asks for these millions of times
    private final String opType;
    private final List<String> reads;
    private final List<String> makes;
    private final long innerBytes;

    /**
     * A node.
     *
     * @param definition as ONNX writes it, attributes included
     * @param name unique in the graph: as in the file, or made of type and position where the file has none
     * @param origin the name of the model's node that it does a share of; its own name if it is not of a split
     * @param captures what its subgraphs read from around it
     */
    public Node(NodeProto definition, String name, String origin, Set<String> captures) {
        this.definition = definition;
        this.name = name;
        this.origin = origin;
        this.captures = Set.copyOf(captures);
        opType = definition.getOpType();
        Set<String> read = new LinkedHashSet<>(definition.getInputList());
        read.addAll(new TreeSet<>(captures));
        read.remove("");
        reads = List.copyOf(read);
        List<String> made = new ArrayList<>(definition.getOutputList());
        made.removeIf(String::isEmpty);
        makes = List.copyOf(made);
        innerBytes = InnerTensors.bytes(definition);
    }

    /** A node as the model has it. */
    public static Node of(NodeProto definition, String name, Set<String> captures) {
        return new Node(definition, name, name, captures);
    }

    public NodeProto definition() {
        return definition;
    }

    public String name() {
        return name;
    }

    public String origin() {
        return origin;
    }

    public Set<String> captures() {
        return captures;
    }

    /** Such as {@code Conv}. */
    public String opType() {
        return opType;
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
        return reads;
    }

    /** The names of all it makes. */
    public List<String> makes() {
        return makes;
    }

    /** The size of what it carries itself: tensors in its attributes, weights in the bodies of If, Loop and Scan. */
    public long innerBytes() {
        return innerBytes;
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.hyps.planner.profile;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model took on the reference machine, node by node. Holds for the settings of
 * {@link io.hyps.planner.session.DeviceSettings} and one thread.
 *
 * @param key of the {@link ProfileCache}: model, input shapes, machine, ONNX Runtime and settings
 * @param made when, in ISO 8601
 * @param wholeNanos median of a run of the whole model
 * @param copyNanosPerByte how long it takes to move a byte from one tensor to another
 */
public record Profile(
        Sha256 key,
        Machine machine,
        String runtimeVersion,
        String made,
        double wholeNanos,
        double copyNanosPerByte,
        List<NodeProfile> nodes,
        List<TensorProfile> tensors) {
    /** Counts up whenever the same measurements would be told differently. */
    static final int VERSION = 1;

    public Profile {
        Required.field("key", key);
        Required.field("machine", machine);
        Required.field("runtimeVersion", runtimeVersion);
        Required.field("made", made);
        nodes = List.copyOf(Required.field("nodes", nodes));
        tensors = List.copyOf(Required.field("tensors", tensors));
    }

    /** Whether it tells of every node and tensor. */
    boolean covers(Graph graph) {
        Set<String> known = nodes.stream().map(NodeProfile::name).collect(Collectors.toSet());
        Set<String> held = tensors.stream().map(TensorProfile::name).collect(Collectors.toSet());
        return graph.nodes().stream().map(Node::name).allMatch(known::contains)
                && held.containsAll(graph.tensors().keySet());
    }
}

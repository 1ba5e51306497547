package io.hyps.planner.graph;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The float tensors inside groups of DequantizeLinear, an operator, perhaps an activation, and QuantizeLinear. ONNX Runtime
 * runs such a group as one operator on integers; cut in two it would run on floats and round otherwise.
 */
final class QuantizedGroups {
    private static final Set<String> ACTIVATIONS =
            Set.of("Clip", "HardSigmoid", "HardSwish", "LeakyRelu", "PRelu", "Relu", "Sigmoid", "Tanh");

    private QuantizedGroups() {}

    /** @param ends inputs and outputs of the graph, which are outside of any group */
    static Set<String> inside(List<Node> nodes, Collection<String> ends) {
        Map<String, Node> makers = new HashMap<>();
        nodes.forEach(node -> node.makes().forEach(name -> makers.put(name, node)));
        Set<String> inside = new HashSet<>();
        for (Node node : nodes) {
            if (node.opType().equals("DequantizeLinear")) {
                inside.addAll(node.makes());
            } else if (node.opType().equals("QuantizeLinear") && !node.inputs().isEmpty()) {
                String tensor = node.inputs().get(0);
                inside.add(tensor);
                Node maker = makers.get(tensor);
                if (maker != null
                        && ACTIVATIONS.contains(maker.opType())
                        && !maker.inputs().isEmpty()) {
                    inside.add(maker.inputs().get(0));
                }
            }
        }
        inside.removeAll(ends);
        return inside;
    }
}

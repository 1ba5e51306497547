package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.protocol.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model's functions may not call themselves, nor grow, called by one another, to more nodes than a model may have. */
final class FunctionCheck {
    private static final long MOST_NODES = 200_000;
    private static final int DEEPEST_CALL = 20;

    /** By domain and name; overloads count as one. */
    private final Map<String, List<NodeProto>> bodies = new HashMap<>();

    private final Map<String, Long> sizes = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private FunctionCheck(ModelProto model) {
        for (FunctionProto function : model.getFunctionsList()) {
            bodies.computeIfAbsent(key(function.getDomain(), function.getName()), name -> new ArrayList<>())
                    .addAll(function.getNodeList());
        }
    }

    static void check(ModelProto model) throws BadModelException {
        if (model.getFunctionsCount() == 0) {
            return;
        }
        FunctionCheck check = new FunctionCheck(model);
        long all = check.size(model.getGraph().getNodeList());
        for (String function : check.bodies.keySet()) {
            all = Math.max(all, check.sizeOf(function));
        }
        if (all > MOST_NODES) {
            throw new BadModelException("has functions that make more than " + MOST_NODES + " nodes when called");
        }
    }

    private long sizeOf(String function) throws BadModelException {
        Long known = sizes.get(function);
        if (known != null) {
            return known;
        }
        if (!open.add(function)) {
            throw new BadModelException("has a function '" + ForeignText.printable(function) + "' that calls itself");
        }
        if (open.size() > DEEPEST_CALL) {
            throw new BadModelException("has functions that call one another more than " + DEEPEST_CALL + " deep");
        }
        long size = size(bodies.getOrDefault(function, List.of()));
        open.remove(function);
        sizes.put(function, size);
        return size;
    }

    private long size(List<NodeProto> nodes) throws BadModelException {
        long size = 0;
        for (NodeProto node : nodes) {
            String called = key(node.getDomain(), node.getOpType());
            size += bodies.containsKey(called) ? sizeOf(called) : 1;
            for (AttributeProto attribute : node.getAttributeList()) {
                size += size(attribute.getG().getNodeList());
                for (GraphProto graph : attribute.getGraphsList()) {
                    size += size(graph.getNodeList());
                }
            }
            size = Math.min(size, MOST_NODES + 1);
        }
        return size;
    }

    private static String key(String domain, String name) {
        return (domain.equals("ai.onnx") ? "" : domain) + ":" + name;
    }
}

package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.protocol.ForeignText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the graph must hold to, said in words that name the node: ONNX's checker is less clear, and comes after. */
final class GraphCheck {
    private static final Set<String> KNOWN_DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    /** Of ONNX Runtime 1.29. */
    private static final int NEWEST_FORMAT = 13;

    private static final int NEWEST_OPERATOR_SET = 26;

    private GraphCheck() {}

    static void check(ModelProto model, Set<String> weights) throws BadModelException {
        GraphProto graph = model.getGraph();
        Map<String, NodeProto> makers = makers(graph, weights);
        checkVersions(model);
        NodeCheck.check(model);
        FunctionCheck.check(model);
        checkDomains(model);
        checkReads(graph, makers, available(graph, weights));
        for (ValueInfoProto output : graph.getOutputList()) {
            if (!makers.containsKey(output.getName())) {
                throw new BadModelException("output " + quoted(output.getName()) + " is made by no node");
            }
        }
        if (graph.getOutputCount() == 0) {
            throw new BadModelException("has no output");
        }
        if (graph.getInputList().stream().allMatch(i -> weights.contains(i.getName()))) {
            throw new BadModelException("has no input but weights");
        }
    }

    private static Map<String, NodeProto> makers(GraphProto graph, Set<String> weights) throws BadModelException {
        Set<String> given = available(graph, weights);
        Map<String, NodeProto> makers = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            for (String output : node.getOutputList()) {
                if (output.isEmpty()) {
                    continue;
                }
                if (given.contains(output)) {
                    throw new BadModelException("node " + label(node) + " makes " + quoted(output)
                            + ", which is already an input or weight");
                }
                NodeProto other = makers.put(output, node);
                if (other != null) {
                    throw new BadModelException(
                            "tensor " + quoted(output) + " is made twice, by " + label(other) + " and " + label(node));
                }
            }
        }
        return makers;
    }

    private static void checkReads(GraphProto graph, Map<String, NodeProto> makers, Set<String> available)
            throws BadModelException {
        for (NodeProto node : graph.getNodeList()) {
            Set<String> reads = new HashSet<>(node.getInputList());
            reads.remove("");
            reads.addAll(Captures.of(node));
            for (String name : reads) {
                if (available.contains(name)) {
                    continue;
                }
                if (!makers.containsKey(name)) {
                    throw new BadModelException(
                            "node " + label(node) + " reads " + quoted(name) + ", which nothing makes");
                }
                throw new BadModelException("node " + label(node) + " reads " + quoted(name) + ", which node "
                        + label(makers.get(name)) + " makes only later: a cycle, or nodes out of order");
            }
            available.addAll(node.getOutputList());
        }
    }

    private static void checkVersions(ModelProto model) throws BadModelException {
        if (model.getIrVersion() < 1 || model.getIrVersion() > NEWEST_FORMAT) {
            throw new BadModelException("is of format (IR) version " + model.getIrVersion()
                    + ", the newest that ONNX Runtime takes here is " + NEWEST_FORMAT);
        }
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            boolean own = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
            if (own && (set.getVersion() < 1 || set.getVersion() > NEWEST_OPERATOR_SET)) {
                throw new BadModelException("is of operator set " + set.getVersion()
                        + ", the newest that ONNX Runtime takes here is " + NEWEST_OPERATOR_SET);
            }
        }
    }

    private static void checkDomains(ModelProto model) throws BadModelException {
        Set<String> known = new HashSet<>(KNOWN_DOMAINS);
        model.getFunctionsList().stream().map(FunctionProto::getDomain).forEach(known::add);
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (!known.contains(node.getDomain())) {
                throw new BadModelException("node " + label(node) + " is of operator domain " + quoted(node.getDomain())
                        + ", which ONNX Runtime does not have");
            }
        }
    }

    private static Set<String> available(GraphProto graph, Set<String> weights) {
        Set<String> names = new HashSet<>(weights);
        graph.getInputList().forEach(input -> names.add(input.getName()));
        return names;
    }

    private static String label(NodeProto node) {
        return quoted(node.getName()) + " (" + ForeignText.printable(node.getOpType()) + ")";
    }

    private static String quoted(String name) {
        return "'" + ForeignText.printable(name) + "'";
    }
}

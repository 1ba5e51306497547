package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.Set;

/** What a node's subgraphs (of If, Loop, Scan) read from the graph around it. */
final class Captures {
    private Captures() {}

    static Set<String> of(NodeProto node) {
        Set<String> names = new HashSet<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                names.addAll(of(attribute.getG()));
            }
            attribute.getGraphsList().forEach(graph -> names.addAll(of(graph)));
        }
        return names;
    }

    private static Set<String> of(GraphProto graph) {
        Set<String> own = new HashSet<>();
        graph.getInputList().stream().map(ValueInfoProto::getName).forEach(own::add);
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(own::add);
        graph.getNodeList().forEach(node -> own.addAll(node.getOutputList()));
        Set<String> read = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            read.addAll(node.getInputList());
            read.addAll(of(node));
        }
        graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(read::add);
        read.removeAll(own);
        read.remove("");
        return read;
    }
}

package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/** The tensors that a node carries in its attributes and subgraphs. */
final class NodeTensors {
    private NodeTensors() {}

    static boolean anyExternal(NodeProto node) {
        return node.getAttributeList().stream()
                .anyMatch(a -> isExternal(a.getT())
                        || a.getTensorsList().stream().anyMatch(NodeTensors::isExternal)
                        || anyExternal(a));
    }

    private static boolean anyExternal(AttributeProto attribute) {
        return (attribute.hasG() && anyExternal(attribute.getG()))
                || attribute.getGraphsList().stream().anyMatch(NodeTensors::anyExternal);
    }

    private static boolean anyExternal(GraphProto graph) {
        return graph.getInitializerList().stream().anyMatch(NodeTensors::isExternal)
                || graph.getNodeList().stream().anyMatch(NodeTensors::anyExternal);
    }

    private static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }
}

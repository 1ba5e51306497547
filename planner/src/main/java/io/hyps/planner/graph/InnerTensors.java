package io.hyps.planner.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.protocol.tensor.ElementType;
import java.util.List;

/** What a node carries in its attributes: tensors, and the weights of the bodies of If, Loop and Scan. */
final class InnerTensors {
    private InnerTensors() {}

    static long bytes(NodeProto node) {
        long bytes = 0;
        for (AttributeProto attribute : node.getAttributeList()) {
            // most carry a number or a few
            boolean mayCarry = attribute.hasT()
                    || attribute.hasG()
                    || attribute.getTensorsCount() > 0
                    || attribute.getGraphsCount() > 0;
            bytes += mayCarry ? bytes(attribute) : 0;
        }
        return bytes;
    }

    private static long bytes(AttributeProto attribute) {
        long tensors = attribute.hasT() ? bytes(attribute.getT()) : 0;
        tensors += attribute.getTensorsList().stream()
                .mapToLong(InnerTensors::bytes)
                .sum();
        long bodies = attribute.hasG() ? bytes(attribute.getG()) : 0;
        return tensors
                + bodies
                + attribute.getGraphsList().stream()
                        .mapToLong(InnerTensors::bytes)
                        .sum();
    }

    private static long bytes(GraphProto body) {
        return body.getInitializerList().stream().mapToLong(InnerTensors::bytes).sum()
                + body.getNodeList().stream().mapToLong(InnerTensors::bytes).sum();
    }

    private static long bytes(TensorProto tensor) {
        if (tensor.hasRawData()) {
            return tensor.getRawData().size();
        }
        return elements(tensor) * width(tensor.getDataType());
    }

    private static long elements(TensorProto tensor) {
        return List.of(
                        tensor.getFloatDataCount(),
                        tensor.getInt32DataCount(),
                        tensor.getInt64DataCount(),
                        tensor.getDoubleDataCount(),
                        tensor.getUint64DataCount())
                .stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    private static int width(int elementType) {
        for (ElementType type : ElementType.values()) {
            if (type.onnxCode() == elementType) {
                return type.sizeBytes();
            }
        }
        return 1;
    }
}

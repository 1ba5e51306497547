package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Set;

/**
 * What every node must hold to, those in bodies and functions too, before native code sees it: tensors in attributes are
 * as long as their shape says, and nothing that it divides by is zero.
 */
final class NodeCheck {
    /** ONNX's shape inference divides by some of these without looking: a zero would end the process. */
    private static final Set<String> POSITIVE = Set.of(
            "block_size",
            "blocksize",
            "dilations",
            "group",
            "kernel_shape",
            "num_groups",
            "num_outputs",
            "pooled_shape",
            "strides");

    private static final int MOST_NODES = 200_000;

    private int nodes;

    private NodeCheck() {}

    static void check(ModelProto model) throws BadModelException {
        NodeCheck check = new NodeCheck();
        check.nodes(model.getGraph().getNodeList());
        for (FunctionProto function : model.getFunctionsList()) {
            check.nodes(function.getNodeList());
        }
    }

    private void nodes(List<NodeProto> list) throws BadModelException {
        nodes += list.size();
        if (nodes > MOST_NODES) {
            throw new BadModelException("has more than " + MOST_NODES + " nodes in its bodies and functions");
        }
        for (NodeProto node : list) {
            for (AttributeProto attribute : node.getAttributeList()) {
                attribute(node, attribute);
            }
        }
    }

    private void attribute(NodeProto node, AttributeProto attribute) throws BadModelException {
        if (POSITIVE.contains(attribute.getName())
                && (attribute.getIntsList().stream().anyMatch(value -> value < 1)
                        || (attribute.hasI() && attribute.getI() < 1))) {
            throw new BadModelException(
                    "node " + label(node) + " has an attribute '" + attribute.getName() + "' with a value below 1");
        }
        if (attribute.hasSparseTensor() || attribute.getSparseTensorsCount() > 0) {
            throw new BadModelException(
                    "node " + label(node) + " holds sparse weights, which are not supported: save them dense");
        }
        if (attribute.hasT()) {
            tensor(node, attribute.getT());
        }
        for (TensorProto tensor : attribute.getTensorsList()) {
            tensor(node, tensor);
        }
        if (attribute.hasG()) {
            body(node, attribute.getG());
        }
        for (GraphProto body : attribute.getGraphsList()) {
            body(node, body);
        }
    }

    private void body(NodeProto node, GraphProto body) throws BadModelException {
        if (body.getSparseInitializerCount() > 0) {
            throw new BadModelException(
                    "node " + label(node) + " holds sparse weights, which are not supported: save them dense");
        }
        for (TensorProto tensor : body.getInitializerList()) {
            tensor(node, tensor);
        }
        nodes(body.getNodeList());
    }

    private static void tensor(NodeProto node, TensorProto tensor) throws BadModelException {
        String what = "a tensor in node " + label(node);
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new BadModelException("node " + label(node)
                    + " keeps external data inside an attribute, which is not supported: save it inline");
        }
        long elements;
        try {
            elements = new Shape(tensor.getDimsList()).elementCount();
        } catch (IllegalArgumentException e) {
            throw new BadModelException(what + ": " + e.getMessage(), e);
        }
        boolean text = tensor.getDataType() == TensorProto.DataType.STRING_VALUE;
        long needed = text ? elements : TensorBytes.size(what, tensor.getDataType(), elements);
        long present = text ? tensor.getStringDataCount() : TensorBytes.present(tensor);
        if (present != needed) {
            throw new BadModelException(
                    what + " holds " + present + (text ? " texts" : " bytes") + ", its shape needs " + needed);
        }
    }

    private static String label(NodeProto node) {
        return "'" + ForeignText.printable(node.getName()) + "' (" + ForeignText.printable(node.getOpType()) + ")";
    }
}

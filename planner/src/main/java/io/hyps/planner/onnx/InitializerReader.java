package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds each initializer's bytes, wherever the file keeps them, and checks that they are as many as its shape says. */
final class InitializerReader {
    private final ExternalData external;

    InitializerReader(ExternalData external) {
        this.external = external;
    }

    Map<String, Weight> read(GraphProto graph) throws BadModelException, IOException {
        if (graph.getSparseInitializerCount() > 0) {
            throw new BadModelException("holds sparse weights, which are not supported: save them dense");
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getName().isEmpty()) {
                throw new BadModelException("holds a weight without a name");
            }
            if (weights.put(tensor.getName(), weight(tensor)) != null) {
                throw new BadModelException(
                        "holds two weights named '" + ForeignText.printable(tensor.getName()) + "'");
            }
        }
        return weights;
    }

    /** @throws BadModelException naming the tensor, if its shape or bytes cannot be */
    Weight weight(TensorProto tensor) throws BadModelException, IOException {
        String what = "weight '" + ForeignText.printable(tensor.getName()) + "'";
        Shape shape = shape(what, tensor);
        if (tensor.getDataType() == TensorProto.DataType.STRING_VALUE) {
            if (tensor.getStringDataCount() != shape.elementCount()) {
                throw new BadModelException(what + " holds " + tensor.getStringDataCount() + " texts, its shape "
                        + shape + " needs " + shape.elementCount());
            }
            long bytes =
                    tensor.getStringDataList().stream().mapToLong(s -> s.size()).sum();
            return new Weight(tensor.getName(), tensor.getDataType(), shape, bytes, () -> ByteBuffer.allocate(0));
        }
        long size = TensorBytes.size(what, tensor.getDataType(), shape.elementCount());
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            ByteBuffer mapped = external.map(tensor, size);
            return new Weight(tensor.getName(), tensor.getDataType(), shape, size, mapped::duplicate);
        }
        long present = TensorBytes.present(tensor);
        if (present != size) {
            throw new BadModelException(what + " holds " + present + " bytes, its shape " + shape + " needs " + size);
        }
        return new Weight(tensor.getName(), tensor.getDataType(), shape, size, () -> TensorBytes.of(tensor));
    }

    private static Shape shape(String what, TensorProto tensor) throws BadModelException {
        try {
            return new Shape(tensor.getDimsList());
        } catch (IllegalArgumentException e) {
            throw new BadModelException(what + ": " + e.getMessage(), e);
        }
    }
}

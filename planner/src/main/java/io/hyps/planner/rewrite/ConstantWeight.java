package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.planner.graph.Constant;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The tensor of a Constant node as a weight, so that it can be shared out. */
final class ConstantWeight {
    private ConstantWeight() {}

    /** @return nothing if the node holds no tensor of raw bytes or floats */
    static Optional<Weight> of(String name, Constant constant) {
        return constant.node().definition().getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("value") && attribute.hasT())
                .map(attribute -> attribute.getT())
                .filter(tensor -> tensor.hasRawData() || tensor.getFloatDataCount() > 0)
                .map(tensor -> weight(name, tensor))
                .findFirst();
    }

    private static Weight weight(String name, TensorProto tensor) {
        Shape shape = new Shape(tensor.getDimsList());
        if (tensor.hasRawData()) {
            return new Weight(
                    name,
                    tensor.getDataType(),
                    shape,
                    tensor.getRawData().size(),
                    tensor.getRawData()::asReadOnlyByteBuffer);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * tensor.getFloatDataCount()).order(ByteOrder.LITTLE_ENDIAN);
        tensor.getFloatDataList().forEach(bytes::putFloat);
        ByteBuffer filled = bytes.flip().asReadOnlyBuffer();
        return new Weight(name, tensor.getDataType(), shape, filled.remaining(), filled::duplicate);
    }
}

package io.hyps.planner.graph;

import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A constant tensor. Its bytes are given on demand, since they may be a view of a mapped file or a share gathered from
 * one.
 *
 * @param name unique in the graph
 * @param elementType a number of ONNX's TensorProto.DataType
 * @param data gives the elements row-major and little-endian, exactly {@code sizeBytes} of them; a new buffer each time
 */
public record Weight(String name, int elementType, Shape shape, long sizeBytes, Supplier<ByteBuffer> data) {
    @Override
    public String toString() {
        return name + shape;
    }
}

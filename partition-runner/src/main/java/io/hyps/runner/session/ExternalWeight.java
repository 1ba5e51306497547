package io.hyps.runner.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hyps.protocol.tensor.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A weight that lies outside the graph.
 *
 * @param onnxType of its elements, by ONNX's number
 * @param offsetBytes in the file of weights
 */
record ExternalWeight(String name, int onnxType, List<Long> shape, long offsetBytes, long lengthBytes) {
    /**
     * The weight as a tensor within memory that holds the file; nothing for types that the Java binding cannot carry.
     *
     * @throws IOException if it does not lie within the memory
     */
    Optional<OnnxTensor> within(ByteBuffer file) throws IOException, OrtException {
        if (offsetBytes + lengthBytes > file.capacity()) {
            throw new IOException("weight '" + name + "' ends at " + (offsetBytes + lengthBytes) + ", its file at "
                    + file.capacity());
        }
        Optional<OnnxJavaType> type;
        try {
            type = JavaTypes.of(ElementType.ofOnnxCode(onnxType));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
        if (type.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer data = file.slice((int) offsetBytes, (int) lengthBytes).order(ByteOrder.nativeOrder());
        return Optional.of(OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                data,
                shape.stream().mapToLong(Long::longValue).toArray(),
                type.get()));
    }
}

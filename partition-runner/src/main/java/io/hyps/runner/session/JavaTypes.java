package io.hyps.runner.session;

import ai.onnxruntime.OnnxJavaType;
import io.hyps.protocol.tensor.ElementType;
import java.util.Optional;

/** The element types that travel, as ONNX Runtime's Java binding names them. */
final class JavaTypes {
    private JavaTypes() {}

    /** Nothing for the types that the binding cannot carry: the unsigned ones over 8 bits. */
    static Optional<OnnxJavaType> of(ElementType type) {
        return switch (type) {
            case FLOAT32 -> Optional.of(OnnxJavaType.FLOAT);
            case FLOAT64 -> Optional.of(OnnxJavaType.DOUBLE);
            case FLOAT16 -> Optional.of(OnnxJavaType.FLOAT16);
            case BFLOAT16 -> Optional.of(OnnxJavaType.BFLOAT16);
            case INT8 -> Optional.of(OnnxJavaType.INT8);
            case INT16 -> Optional.of(OnnxJavaType.INT16);
            case INT32 -> Optional.of(OnnxJavaType.INT32);
            case INT64 -> Optional.of(OnnxJavaType.INT64);
            case UINT8 -> Optional.of(OnnxJavaType.UINT8);
            case BOOL -> Optional.of(OnnxJavaType.BOOL);
            case UINT16, UINT32, UINT64 -> Optional.empty();
        };
    }
}

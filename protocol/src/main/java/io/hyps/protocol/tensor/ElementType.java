package io.hyps.protocol.tensor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.hyps.protocol.ForeignText;
import java.util.Locale;

/** Types of tensor elements, with the numbers of ONNX's TensorProto.DataType. Strings and complex numbers do not travel. */
public enum ElementType {
    FLOAT32(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    FLOAT64(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2);

    private final int onnxCode;
    private final int sizeBytes;

    ElementType(int onnxCode, int sizeBytes) {
        this.onnxCode = onnxCode;
        this.sizeBytes = sizeBytes;
    }

    public int onnxCode() {
        return onnxCode;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    /** @throws IllegalArgumentException if no type that travels has this number */
    public static ElementType ofOnnxCode(int code) {
        for (ElementType type : values()) {
            if (type.onnxCode == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("element type " + code + " is none that HyPS can send");
    }

    /** @throws IllegalArgumentException if the name is not that of a type, such as {@code float32} */
    @JsonCreator
    public static ElementType parse(String name) {
        for (ElementType type : values()) {
            if (type.toString().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "element type '" + ForeignText.printable(name) + "' is unknown: use one such as float32");
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.tensor.ElementType;

/** The Open Inference Protocol's names of element types; BF16 is Triton's addition. BYTES is none that models here take. */
final class Datatype {
    private Datatype() {}

    static String of(ElementType type) {
        return switch (type) {
            case BOOL -> "BOOL";
            case UINT8 -> "UINT8";
            case UINT16 -> "UINT16";
            case UINT32 -> "UINT32";
            case UINT64 -> "UINT64";
            case INT8 -> "INT8";
            case INT16 -> "INT16";
            case INT32 -> "INT32";
            case INT64 -> "INT64";
            case FLOAT16 -> "FP16";
            case BFLOAT16 -> "BF16";
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
        };
    }

    /** @throws RefusedException if no type that travels has this name */
    static ElementType parse(String name) throws RefusedException {
        for (ElementType type : ElementType.values()) {
            if (of(type).equals(name)) {
                return type;
            }
        }
        throw RefusedException.badRequest(
                "datatype '" + ForeignText.printable(name) + "' is unknown: use one such as FP32");
    }

    /** Whether JSON has numbers of this type; it has none of 16-bit floats, says the binary tensor data extension. */
    static boolean isInJson(ElementType type) {
        return type != ElementType.FLOAT16 && type != ElementType.BFLOAT16;
    }
}

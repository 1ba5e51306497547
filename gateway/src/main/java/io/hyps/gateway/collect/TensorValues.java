package io.hyps.gateway.collect;

import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A tensor's elements as numbers for JSON: every type that travels fits a double, the 64-bit integers up to rounding. */
public final class TensorValues {
    private static final double TWO_TO_64 = 0x1.0p64;

    private TensorValues() {}

    /** In row-major order. */
    static List<Double> of(Tensor tensor) {
        ByteBuffer data = tensor.data();
        List<Double> values = new ArrayList<>(data.remaining() / tensor.type().sizeBytes());
        while (data.hasRemaining()) {
            values.add(next(tensor, data));
        }
        return values;
    }

    /**
     * Of an output in a result, whichever way it is written there.
     *
     * @throws IllegalArgumentException if its bytes are not what its shape and type say
     */
    public static List<Double> of(OutputTensor output) {
        String base64 = output.base64();
        return base64 == null
                ? output.data()
                : of(Tensor.of(
                        ElementType.parse(output.type()),
                        new Shape(output.shape()),
                        ByteBuffer.wrap(Base64.getDecoder().decode(base64))));
    }

    private static double next(Tensor tensor, ByteBuffer data) {
        return switch (tensor.type()) {
            case FLOAT32 -> data.getFloat();
            case FLOAT64 -> data.getDouble();
            case FLOAT16 -> halfToDouble(data.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort() << 16);
            case INT8 -> data.get();
            case UINT8, BOOL -> Byte.toUnsignedInt(data.get());
            case INT16 -> data.getShort();
            case UINT16 -> Short.toUnsignedInt(data.getShort());
            case INT32 -> data.getInt();
            case UINT32 -> Integer.toUnsignedLong(data.getInt());
            case INT64 -> data.getLong();
            case UINT64 -> unsignedToDouble(data.getLong());
        };
    }

    private static double unsignedToDouble(long bits) {
        return bits >= 0 ? bits : bits + TWO_TO_64;
    }

    /** IEEE 754 binary16. */
    private static double halfToDouble(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude =
                switch (exponent) {
                    case 0 -> Math.scalb((double) fraction, -24);
                    case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb(1024.0 + fraction, exponent - 25);
                };
        return bits < 0 ? -magnitude : magnitude;
    }
}

package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a TensorProto, row-major and little-endian, from whichever of its fields holds them. */
final class TensorBytes {
    private TensorBytes() {}

    /** The size of so many elements; the numbers are those of TensorProto.DataType. */
    static long size(String what, int type, long elements) throws BadModelException {
        int bits = bits(type);
        if (bits == 0) {
            throw new BadModelException(what + " is of element type " + type + ", which is unknown here");
        }
        try {
            return Math.addExact(Math.multiplyExact(elements, bits), 7) / 8;
        } catch (ArithmeticException e) {
            throw new BadModelException(what + " has a size that overflows", e);
        }
    }

    static int bits(int type) {
        return switch (type) {
            case 2, 3, 9, 17, 18, 19, 20 -> 8;
            case 4, 5, 10, 16 -> 16;
            case 1, 6, 12 -> 32;
            case 7, 11, 13, 14 -> 64;
            case 15 -> 128;
            case 21, 22 -> 4;
            default -> 0;
        };
    }

    /** How many bytes the tensor holds, without making them. */
    static long present(TensorProto tensor) {
        if (tensor.hasRawData()) {
            return tensor.getRawData().size();
        }
        int bits = bits(tensor.getDataType());
        long narrow = (long) tensor.getInt32DataCount() * (bits < 8 ? 1 : bits / 8);
        long unsigned = (long) tensor.getUint64DataCount() * (bits == 32 ? 4 : 8);
        return 4L * tensor.getFloatDataCount()
                + 8L * tensor.getInt64DataCount()
                + 8L * tensor.getDoubleDataCount()
                + narrow
                + unsigned;
    }

    static ByteBuffer of(TensorProto tensor) {
        if (tensor.hasRawData()) {
            return tensor.getRawData().asReadOnlyByteBuffer();
        }
        int bits = bits(tensor.getDataType());
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(present(tensor))).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
            bytes.putFloat(tensor.getFloatData(i));
        }
        for (int i = 0; i < tensor.getInt64DataCount(); i++) {
            bytes.putLong(tensor.getInt64Data(i));
        }
        for (int i = 0; i < tensor.getDoubleDataCount(); i++) {
            bytes.putDouble(tensor.getDoubleData(i));
        }
        for (int i = 0; i < tensor.getInt32DataCount(); i++) {
            put(bytes, tensor.getInt32Data(i), bits);
        }
        for (int i = 0; i < tensor.getUint64DataCount(); i++) {
            put(bytes, tensor.getUint64Data(i), bits);
        }
        return bytes.flip().asReadOnlyBuffer();
    }

    private static void put(ByteBuffer bytes, long element, int bits) {
        if (bits <= 8) {
            bytes.put((byte) element);
        } else if (bits == 16) {
            bytes.putShort((short) element);
        } else if (bits == 32) {
            bytes.putInt((int) element);
        } else {
            bytes.putLong(element);
        }
    }
}

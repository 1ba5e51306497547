package io.hyps.planner.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files as {@code numpy.save} writes them, and some that it never would. */
final class NpyBytes {
    private NpyBytes() {}

    /** Version 1.0, padded to a multiple of 64 bytes, as NumPy does. */
    static byte[] of(String type, boolean fortran, String shape, byte[] data) {
        String header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }";
        return withHeader(header + " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n", data);
    }

    static byte[] withHeader(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .put(data)
                .array();
    }

    static byte[] floats(int count) {
        ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            data.putFloat(i / (float) count);
        }
        return data.array();
    }
}

package io.hyps.planner.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Room for weights: on the heap if small, else in a file that is mapped and has no name any more. */
final class OffHeap {
    private static final int SMALL_BYTES = 1 << 16;

    private OffHeap() {}

    static ByteBuffer allocate(int sizeBytes) {
        ByteBuffer bytes = sizeBytes <= SMALL_BYTES ? ByteBuffer.allocate(sizeBytes) : mapped(sizeBytes);
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer mapped(int sizeBytes) {
        try {
            Path file = Files.createTempFile("weights", ".bin");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

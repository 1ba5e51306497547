package io.hyps.runner.turns;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files of weights into memory. Under a limit that counts the kernel's cache, the cache is passed by (O_DIRECT,
 * open(2)): filling it costs the kernel more time than the disk takes, and what it holds is dropped before it is wanted
 * again. Elsewhere free memory is the cache's, so that a file is often there.
 */
final class WeightFile {
    private static final Logger LOG = LoggerFactory.getLogger(WeightFile.class);
    private static final int STEP_BYTES = 4 << 20;

    private WeightFile() {}

    /**
     * Reads a whole file.
     *
     * @param memory direct and aligned, of the file's size rounded up to whole blocks
     * @param wanted asked again and again; reading stops when it is not
     * @return whether all was read
     */
    static boolean read(Path file, ByteBuffer memory, boolean pastCache, BooleanSupplier wanted) throws IOException {
        if (pastCache) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
                return read(channel, memory, wanted);
            } catch (UnsupportedOperationException | IOException e) {
                // not every file system can read so; a file that is broken fails again below
                LOG.debug("file={} is read through the cache: {}", file, e.toString());
            }
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return read(channel, memory, wanted);
        }
    }

    private static boolean read(FileChannel channel, ByteBuffer memory, BooleanSupplier wanted) throws IOException {
        long size = channel.size();
        for (int at = 0; at < size; ) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            int read = channel.read(memory.slice(at, Math.min(STEP_BYTES, memory.capacity() - at)), at);
            if (read <= 0) {
                throw new EOFException("it ends at " + at + " bytes of " + size);
            }
            at += read;
        }
        return true;
    }
}

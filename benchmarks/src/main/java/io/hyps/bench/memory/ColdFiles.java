package io.hyps.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Files of which the kernel holds no page: what one group of processes has cached is not charged to the next that reads it. */
final class ColdFiles {
    private static final int PIECE_BYTES = 1 << 20;

    private ColdFiles() {}

    /** @return the files of a folder and those below it; none if it is not there */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    /** Has the kernel write what is not written yet and drop all pages (posix_fadvise(2), by GNU dd). */
    static void drop(Collection<Path> files) throws IOException, InterruptedException {
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            int exitCode = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IOException("dd did not drop the cached pages of " + file);
            }
        }
    }

    /** How long it takes to read the files one after another from where they lie; their pages are dropped before and after. */
    static Duration read(Collection<Path> files) throws IOException, InterruptedException {
        drop(files);
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        long began = System.nanoTime();
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file)) {
                while (channel.read(piece.clear()) >= 0) {
                    // only the time counts
                }
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        drop(files);
        return took;
    }
}

package io.hyps.runner.slice;

import io.hyps.protocol.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file on its way into the cache. Written in order only, so whatever an earlier process left is a beginning of it, and
 * its digest is at hand when the last byte is. For one thread.
 */
final class PartFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 17;

    private final Path path;
    private final SliceFile file;
    private final FileChannel channel;
    private MessageDigest digest = Sha256.digest();
    private long position;

    private PartFile(Path path, SliceFile file, FileChannel channel) {
        this.path = path;
        this.file = file;
        this.channel = channel;
    }

    /** Opens the file, and goes on where an earlier try stopped. */
    static PartFile open(Path path, SliceFile file) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            PartFile part = new PartFile(path, file, channel);
            part.resume();
            return part;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Where the next byte goes. */
    long position() {
        return position;
    }

    void append(ByteBuffer data) throws IOException {
        digest.update(data.duplicate());
        while (data.hasRemaining()) {
            position += channel.write(data, position);
        }
    }

    /** Whether all bytes are there and have the file's digest; once asked, the file is either committed or restarted. */
    boolean isProved() {
        return position == file.bytes() && Sha256.finish(digest).equals(file.sha256());
    }

    void restart() throws IOException {
        channel.truncate(0);
        digest = Sha256.digest();
        position = 0;
    }

    void discard() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Makes the file durable under its own name. */
    void commit(Path target) throws IOException {
        channel.force(true);
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void resume() throws IOException {
        if (channel.size() > file.bytes()) {
            restart();
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (channel.read(buffer, position) > 0) {
            position += buffer.flip().remaining();
            digest.update(buffer);
            buffer.clear();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

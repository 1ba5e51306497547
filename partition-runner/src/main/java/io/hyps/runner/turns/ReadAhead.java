package io.hyps.runner.turns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files so that the kernel has their pages when they are mapped; what is read is thrown away. A mapping faults pages
 * in by small pieces and waits for each, a sequential read does not. One file at a time: a wish while one is read is
 * passed over.
 */
final class ReadAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final int BUFFER_BYTES = 256 << 10;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final SynchronousQueue<Wish> wishes = new SynchronousQueue<>();
    private final Thread thread = new Thread(this::readAll, "hyps-read-ahead");

    private record Wish(Path file, long bytes) {}

    static ReadAhead start() {
        ReadAhead readAhead = new ReadAhead();
        readAhead.thread.setDaemon(true);
        readAhead.thread.start();
        return readAhead;
    }

    /** Reads the beginning of a file, soon; never blocks. */
    void read(Path file, long bytes) {
        wishes.offer(new Wish(file, bytes));
    }

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (true) {
                Wish wish = wishes.take();
                try (FileChannel channel = FileChannel.open(wish.file())) {
                    long left = wish.bytes();
                    for (int read = 0; read >= 0 && left > 0; left -= read) {
                        read = channel.read(buffer.clear());
                    }
                } catch (IOException e) {
                    LOG.debug("file={} cannot be read ahead: {}", wish.file(), e.toString());
                }
            }
        } catch (InterruptedException closing) {
            LOG.debug("reading ahead ends");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

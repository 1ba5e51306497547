package io.hyps.gateway.replay;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Results on disk, found by their frame. */
final class ResultSpool implements AutoCloseable {
    private final FileChannel channel;
    private final Map<FrameId, Extent> extents = new HashMap<>();
    private long end;

    private ResultSpool(FileChannel channel) {
        this.channel = channel;
    }

    static ResultSpool create(Path file) throws IOException {
        return new ResultSpool(FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    void add(FrameId frame, Payload json) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(json.array());
        extents.put(frame, new Extent(end, bytes.remaining()));
        while (bytes.hasRemaining()) {
            end += channel.write(bytes, end);
        }
    }

    Optional<byte[]> find(FrameId frame) throws IOException {
        Extent extent = extents.get(frame);
        if (extent == null) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(extent.length());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, extent.start() + bytes.position()) < 0) {
                throw new EOFException("the spooled results have become shorter");
            }
        }
        return Optional.of(bytes.array());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private record Extent(long start, int length) {}
}

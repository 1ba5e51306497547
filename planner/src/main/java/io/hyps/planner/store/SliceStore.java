package io.hyps.planner.store;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.slice.SliceChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Slice files by digest, in {@code blobs/}. A file that is not whole yet, or not proved, has another name and is seen by
 * nobody. Reads may come from any thread, uploads from one at a time.
 */
public final class SliceStore {
    private static final long DISK_RESERVE_BYTES = 64 << 20;

    private final Path blobs;
    private final long largestBytes;

    private SliceStore(Path blobs, long largestBytes) {
        this.blobs = blobs;
        this.largestBytes = largestBytes;
    }

    /** @param largest the most bytes that one file may have */
    public static SliceStore open(Path folder, ByteSize largest) throws IOException {
        return new SliceStore(Files.createDirectories(folder.resolve("blobs")), largest.bytes());
    }

    /** What became of a chunk. */
    public sealed interface Upload {
        /** It is on disk, or was before; {@code nextOffset} is what comes next. */
        record Stored(long nextOffset, boolean complete) implements Upload {}

        /** It cannot be taken. The reason is one line. */
        record Refused(String reason) implements Upload {}

        /** It cannot be taken now: the disk is full. The reason is one line. */
        record Full(String reason) implements Upload {}
    }

    public boolean contains(Sha256 sha256) {
        return Files.isRegularFile(file(sha256));
    }

    /** The size of a whole file; nothing if it is not there. */
    public OptionalLong size(Sha256 sha256) throws IOException {
        return contains(sha256) ? OptionalLong.of(Files.size(file(sha256))) : OptionalLong.empty();
    }

    /** Reads at most {@code length} bytes of a file that is there; fewer at its end. */
    public ByteBuffer read(Sha256 sha256, long offset, int length) throws IOException {
        try (FileChannel in = FileChannel.open(file(sha256), StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, Math.max(0, in.size() - offset)));
            while (bytes.hasRemaining() && in.read(bytes, offset + bytes.position()) >= 0) {}
            return bytes.flip();
        }
    }

    /** Takes the next chunk of a file. One that comes twice, or too far, is answered with the offset that is wanted. */
    public Upload append(SliceChunk.Range chunk) throws IOException {
        if (contains(chunk.sha256())) {
            return new Upload.Stored(Files.size(file(chunk.sha256())), true);
        }
        if (chunk.totalBytes() > largestBytes) {
            return new Upload.Refused("file " + chunk.sha256() + " has " + chunk.totalBytes()
                    + " bytes, over the store's limit of " + new ByteSize(largestBytes));
        }
        Path partial = blobs.resolve(chunk.sha256() + ".part");
        long have = Files.exists(partial) ? Files.size(partial) : 0;
        if (have > chunk.totalBytes()) {
            Files.delete(partial);
            have = 0;
        }
        if (have == chunk.totalBytes()) {
            // an earlier process wrote the last byte and stopped before it had proved the file
            return prove(chunk.sha256(), partial, have);
        }
        if (chunk.offset() != have) {
            return new Upload.Stored(have, false);
        }
        long free = Files.getFileStore(blobs).getUsableSpace();
        if (free < chunk.totalBytes() - have + DISK_RESERVE_BYTES) {
            return new Upload.Full("the store's disk has " + new ByteSize(free) + " left, file " + chunk.sha256()
                    + " needs " + new ByteSize(chunk.totalBytes() - have) + " more: make room in " + blobs);
        }
        return appendNext(chunk, partial, have);
    }

    private Upload appendNext(SliceChunk.Range chunk, Path partial, long have) throws IOException {
        ByteBuffer data = chunk.data();
        long next = have + data.remaining();
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = have; data.hasRemaining(); ) {
                at += out.write(data, at);
            }
            if (next == chunk.totalBytes()) {
                out.force(true);
            }
        }
        if (next < chunk.totalBytes()) {
            return new Upload.Stored(next, false);
        }
        return prove(chunk.sha256(), partial, next);
    }

    private Upload prove(Sha256 sha256, Path partial, long bytes) throws IOException {
        Sha256 actual = Sha256.of(partial);
        if (!actual.equals(sha256)) {
            Files.delete(partial);
            return new Upload.Refused(
                    "the file uploaded as " + sha256 + " has the digest " + actual + ": upload it again");
        }
        Files.move(partial, file(sha256), StandardCopyOption.ATOMIC_MOVE);
        return new Upload.Stored(bytes, true);
    }

    private Path file(Sha256 sha256) {
        return blobs.resolve(sha256.hex());
    }
}

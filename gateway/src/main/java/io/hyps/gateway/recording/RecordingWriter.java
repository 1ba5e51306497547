package io.hyps.gateway.recording;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a recording; the file is there, whole, once {@link #finish} has returned, and never in parts. The same frames
 * make the same bytes. Not safe for use from many threads.
 */
public final class RecordingWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Path unfinished;
    private final OutputStream out;
    private final MessageDigest digest = Sha256.digest();
    private long frames;
    private long results;

    private RecordingWriter(Path file, Path unfinished, OutputStream out) {
        this.file = file;
        this.unfinished = unfinished;
        this.out = out;
    }

    /** @param file replaced if it is there */
    public static RecordingWriter create(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Path unfinished = whole.resolveSibling(whole.getFileName() + ".part");
        OutputStream out = Files.newOutputStream(unfinished);
        try {
            RecordingWriter writer = new RecordingWriter(
                    whole, unfinished, new GZIPOutputStream(new BufferedOutputStream(out, BUFFER_BYTES), BUFFER_BYTES));
            writer.write(new Line.Head(Recording.VERSION));
            return writer;
        } catch (IOException e) {
            try (out) {
                Files.deleteIfExists(unfinished);
            }
            throw e;
        }
    }

    public void write(RecordedFrame frame) throws IOException {
        write(Line.OfFrame.of(frame));
        frames++;
        results += frame.result().isPresent() ? 1 : 0;
    }

    private void write(Line line) throws IOException {
        byte[] json = Json.encode(line);
        if (json.length > Recording.LONGEST_LINE_BYTES) {
            throw new IOException("a frame of " + json.length + " bytes is too large for a recording: at most "
                    + Recording.LONGEST_LINE_BYTES + " with its result");
        }
        digest.update(json);
        digest.update((byte) '\n');
        out.write(json);
        out.write('\n');
    }

    /** Ends the file and puts it in its place. */
    public void finish() throws IOException {
        write(new Line.End(frames, results, Sha256.finish(digest)));
        out.close();
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves nothing behind if the recording was not finished. */
    @Override
    public void close() throws IOException {
        try (out) {
            Files.deleteIfExists(unfinished);
        }
    }
}

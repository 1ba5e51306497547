package io.hyps.gateway.recording;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** Reads a recording, a frame at a time; at its end its counts and digest are checked. Not safe for use from many threads. */
public final class RecordingReader implements AutoCloseable {
    private final Lines lines;
    private final MessageDigest digest = Sha256.digest();
    private final Path file;
    private long frames;
    private long results;
    private boolean ended;

    private RecordingReader(Path file, Lines lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Begins at the first frame. */
    public static RecordingReader open(Path file) throws IOException, MalformedMessageException {
        Lines lines = Lines.open(file);
        boolean opened = false;
        try {
            RecordingReader reader = new RecordingReader(file, lines);
            reader.readHead();
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                lines.close();
            }
        }
    }

    /**
     * The next frame.
     *
     * @return nothing after the last, once the whole file has been proved
     * @throws MalformedMessageException naming file, line and what is wrong
     */
    public Optional<RecordedFrame> next() throws IOException, MalformedMessageException {
        if (ended) {
            return Optional.empty();
        }
        byte[] json = lines.next().orElseThrow(() -> malformed("the file ends without its last line: it is cut off"));
        Line line = decode(json);
        if (line instanceof Line.OfFrame frame) {
            digest(json);
            frames++;
            try {
                RecordedFrame recorded = frame.toFrame();
                results += recorded.result().isPresent() ? 1 : 0;
                return Optional.of(recorded);
            } catch (RuntimeException e) {
                throw malformed(String.valueOf(e.getMessage()));
            }
        }
        if (line instanceof Line.End end) {
            ended = true;
            checkEnd(end);
            return Optional.empty();
        }
        throw malformed("a second head");
    }

    /** Where the frame read last stands. */
    public String position() {
        return file.getFileName() + " line " + lines.number();
    }

    private void readHead() throws IOException, MalformedMessageException {
        byte[] json = lines.next().orElseThrow(() -> malformed("the file is empty"));
        if (!(decode(json) instanceof Line.Head head)) {
            throw malformed("it does not begin as a recording does");
        }
        if (head.version() != Recording.VERSION) {
            throw malformed("its version is " + head.version() + ", this HyPS reads " + Recording.VERSION);
        }
        digest(json);
    }

    private void checkEnd(Line.End end) throws IOException, MalformedMessageException {
        if (end.frames() != frames || end.results() != results) {
            throw malformed("it has " + frames + " frames and " + results + " results, its end says " + end.frames()
                    + " and " + end.results());
        }
        if (!end.sha256().equals(Sha256.finish(digest))) {
            throw malformed("its digest is not the one of what was written: it was changed or damaged");
        }
        if (lines.next().isPresent()) {
            throw malformed("something follows its end");
        }
    }

    private Line decode(byte[] json) throws MalformedMessageException {
        try {
            return Json.decode("it", json, Line.class);
        } catch (MalformedMessageException e) {
            throw malformed(String.valueOf(e.getMessage()).replaceFirst("^it refused: ", ""));
        }
    }

    private void digest(byte[] json) {
        digest.update(json);
        digest.update((byte) '\n');
    }

    private MalformedMessageException malformed(String reason) {
        return new MalformedMessageException("recording " + file + " refused at line " + lines.number() + ": " + reason
                + "; 'hyps replay --export' writes them");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

package io.hyps.gateway.recording;

import io.hyps.protocol.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The lines of a gzip file, of which none may be longer than a recording's. */
final class Lines implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private long number;

    private Lines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    static Lines open(Path file) throws IOException, MalformedMessageException {
        InputStream raw = Files.newInputStream(file);
        try {
            return new Lines(file, new GZIPInputStream(raw, BUFFER_BYTES));
        } catch (ZipException | EOFException e) {
            raw.close();
            throw new MalformedMessageException(
                    "file " + file + " is no recording: it is not compressed with gzip; 'hyps replay --export' writes"
                            + " recordings",
                    e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The number of the line read last, from 1. */
    long number() {
        return number;
    }

    /** The next line without its end; nothing after the last. */
    Optional<byte[]> next() throws IOException, MalformedMessageException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (from == to && !fill()) {
                return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            if (line.size() + (end - from) > Recording.LONGEST_LINE_BYTES) {
                throw damaged("it is longer than " + Recording.LONGEST_LINE_BYTES + " bytes");
            }
            line.write(buffer, from, end - from);
            boolean whole = end < to;
            from = whole ? end + 1 : end;
            if (whole) {
                return Optional.of(line.toByteArray());
            }
        }
    }

    private boolean fill() throws IOException, MalformedMessageException {
        try {
            from = 0;
            to = Math.max(0, in.read(buffer));
            return to > 0;
        } catch (EOFException e) {
            throw damaged("the file is cut off");
        } catch (ZipException e) {
            throw damaged("the file is damaged: " + e.getMessage());
        }
    }

    private MalformedMessageException damaged(String reason) {
        return new MalformedMessageException("recording " + file + " refused at line " + number + ": " + reason);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

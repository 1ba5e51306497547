package io.hyps.gateway.recording;

import io.hyps.protocol.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file of frames and what became of them, in the order in which Kafka stored them; docs/replay.md tells its form.
 *
 * @param results how many of the frames have one
 * @param models of the frames
 * @param from when the first was stored; {@code to} the last; of none, both the epoch's beginning
 */
public record Recording(Path file, long frames, long results, Set<String> models, Instant from, Instant to) {
    /** The only one there is. */
    static final int VERSION = 1;

    /** An image of 40 MB and its result: what a JSON document may have. */
    static final int LONGEST_LINE_BYTES = 64 << 20;

    public Recording {
        models = Set.copyOf(models);
    }

    /**
     * Proves a whole file: every line, counts and digest.
     *
     * @throws MalformedMessageException if it is no recording, or a damaged one, in one line
     */
    public static Recording open(Path file) throws IOException, MalformedMessageException {
        Set<String> models = new TreeSet<>();
        long results = 0;
        long frames = 0;
        Instant from = Instant.EPOCH;
        Instant to = Instant.EPOCH;
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (Optional<RecordedFrame> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedFrame frame = next.get();
                models.add(frame.frame().model());
                results += frame.result().isPresent() ? 1 : 0;
                from = frames == 0 ? frame.storedAt() : from;
                to = frame.storedAt();
                frames++;
            }
        }
        return new Recording(file, frames, results, models, from, to);
    }

    /** Reads the frames, from the first. */
    public RecordingReader read() throws IOException, MalformedMessageException {
        return RecordingReader.open(file);
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}

package io.hyps.gateway.replay;

import io.hyps.gateway.kafka.FrameRecord;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.StoredFrame;
import io.hyps.gateway.kafka.TopicRange;
import io.hyps.gateway.recording.RecordedFrame;
import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.recording.RecordingReader;
import io.hyps.gateway.recording.RecordingWriter;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Takes frames and their results out of Kafka into a recording. What it holds in memory is an id for each frame; images
 * and results go through files.
 */
public final class Recorder {
    private static final int MOST_FRAMES = 1_000_000;
    /** A topic whose records bear the producers' time may have a result before its frame. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final KafkaSettings kafka;

    /** @param kafka where the live topics are */
    public Recorder(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Records.
     *
     * @param file replaced if it is there; there once all of it is
     */
    public Recording record(Selection selection, Path file)
            throws IOException, KafkaUnavailableException, MalformedMessageException {
        Path frames = file.resolveSibling(file.getFileName() + ".frames");
        Path results = file.resolveSibling(file.getFileName() + ".results");
        try (ResultSpool spool = ResultSpool.create(results)) {
            Set<FrameId> wanted = new HashSet<>();
            Optional<Instant> first = spoolFrames(selection, frames, wanted);
            if (first.isPresent()) {
                spoolResults(first.get().minus(CLOCKS_DIFFER), wanted, spool);
            }
            join(frames, spool, file);
        } finally {
            Files.deleteIfExists(frames);
            Files.deleteIfExists(results);
        }
        return Recording.open(file);
    }

    /** @return when Kafka stored the first */
    private Optional<Instant> spoolFrames(Selection selection, Path frames, Set<FrameId> wanted)
            throws IOException, KafkaUnavailableException {
        Optional<Instant> first = Optional.empty();
        try (TopicRange<StoredFrame> range = TopicRange.ofFrames(kafka, selection.from(), selection.to());
                RecordingWriter writer = RecordingWriter.create(frames)) {
            for (Optional<StoredFrame> next = range.next(); next.isPresent(); next = range.next()) {
                StoredFrame stored = next.get();
                if (!(stored.record() instanceof FrameRecord.Whole whole)
                        || !selection.takes(whole.frame())
                        || !wanted.add(whole.frame().id())) {
                    continue;
                }
                if (wanted.size() > MOST_FRAMES) {
                    throw new IOException("more than " + MOST_FRAMES
                            + " frames are in the range: take it in parts, with" + " --from and --to");
                }
                first = first.or(() -> Optional.of(whole.storedAt()));
                RecordedFrame.Place place =
                        new RecordedFrame.Place(FrameTopics.FRAMES, stored.partition(), stored.offset());
                writer.write(new RecordedFrame(whole.frame(), whole.storedAt(), place, Optional.empty()));
            }
            writer.finish();
        }
        return first;
    }

    /** Of several results of one frame the first counts. */
    private void spoolResults(Instant from, Set<FrameId> wanted, ResultSpool spool)
            throws IOException, KafkaUnavailableException {
        try (TopicRange<Optional<ResultRecord>> range = TopicRange.ofResults(kafka, from)) {
            for (Optional<Optional<ResultRecord>> next = range.next();
                    next.isPresent() && !wanted.isEmpty();
                    next = range.next()) {
                Optional<ResultRecord> result = next.get();
                if (result.isPresent() && wanted.remove(result.get().frame().id())) {
                    spool.add(result.get().frame().id(), result.get().json());
                }
            }
        }
    }

    /** Those were not run; the frame that came first is recorded. */
    private static boolean isDuplicate(RecordedFrame frame) {
        return frame.result()
                .map(InferenceResult::error)
                .filter(error -> error.code() == ErrorCode.DUPLICATE)
                .isPresent();
    }

    private static void join(Path frames, ResultSpool spool, Path file) throws IOException, MalformedMessageException {
        try (RecordingReader reader = RecordingReader.open(frames);
                RecordingWriter writer = RecordingWriter.create(file)) {
            for (Optional<RecordedFrame> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedFrame frame = next.get();
                Optional<byte[]> json = spool.find(frame.frame().id());
                RecordedFrame joined = json.isEmpty()
                        ? frame
                        : frame.withResult(Json.decode("result", json.get(), InferenceResult.class));
                if (!isDuplicate(joined)) {
                    writer.write(joined);
                }
            }
            writer.finish();
        }
    }
}

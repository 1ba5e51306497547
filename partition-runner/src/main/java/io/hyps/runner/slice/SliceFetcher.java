package io.hyps.runner.slice;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a partition's files: from the cache, or from the planner chunk by chunk. For one thread. */
public final class SliceFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(SliceFetcher.class);
    private static final int MOST_DOWNLOADS = 3;
    private static final Duration LONGEST_POLL = Duration.ofMillis(200);

    private final SliceCache cache;
    private final Requests requests;
    private final ChunkInbox inbox;
    private final FetchSettings settings;
    private final LongSupplier nanos;

    /** Sends requests to the planner. */
    @FunctionalInterface
    public interface Requests {
        /** Tries to send; a request that is lost is sent again. */
        void send(SliceRequest request) throws InterruptedException;
    }

    public SliceFetcher(
            SliceCache cache, Requests requests, ChunkInbox inbox, FetchSettings settings, LongSupplier nanos) {
        this.cache = cache;
        this.requests = requests;
        this.inbox = inbox;
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Waits until all files of a slice are in the cache, whole and proved.
     *
     * @param holder for whom they are kept there
     * @param wanted asked now and then; once false, the fetch is given up
     * @return the ONNX file; the weights lie beside it
     * @throws RefusedException if they cannot be had
     * @throws CancellationException if it is not wanted any more
     */
    public Path fetch(Object holder, SliceRef slice, BooleanSupplier wanted)
            throws RefusedException, InterruptedException {
        cache.hold(holder, SliceFile.allOf(slice).stream().map(cache::path).toList());
        for (SliceFile file : SliceFile.allOf(slice)) {
            try {
                if (cache.find(file).isEmpty()) {
                    fetch(file, wanted);
                }
            } catch (IOException e) {
                throw new RefusedException(
                        RefusalReason.STORAGE, "cannot store slice file " + cache.path(file) + ": " + reason(e), e);
            }
        }
        return cache.path(SliceFile.graphOf(slice));
    }

    private void fetch(SliceFile file, BooleanSupplier wanted)
            throws IOException, RefusedException, InterruptedException {
        try (PartFile part = cache.part(file)) {
            for (int download = 1; download <= MOST_DOWNLOADS; download++) {
                long from = part.position();
                download(file, part, wanted);
                if (part.isProved()) {
                    part.commit(cache.path(file));
                    LOG.info("fetched file={} bytes={} resumedAt={}", file.name(), file.bytes(), from);
                    return;
                }
                LOG.warn("file={} has another digest than its name (download {})", file.name(), download);
                part.restart();
            }
            part.discard();
        }
        throw new RefusedException(
                RefusalReason.BAD_SLICE,
                "slice file " + file.name() + " came " + MOST_DOWNLOADS
                        + " times with another digest; publish the plan again from its directory");
    }

    private void download(SliceFile file, PartFile part, BooleanSupplier wanted)
            throws IOException, RefusedException, InterruptedException {
        RangeWindow window = new RangeWindow(file, settings, part.position());
        String problem = "the planner did not answer";
        while (!window.isComplete()) {
            if (!wanted.getAsBoolean()) {
                throw new CancellationException("slice " + file.name() + " is not wanted any more");
            }
            if (window.isExhausted(nanos.getAsLong())) {
                throw new RefusedException(
                        RefusalReason.SLICE_UNAVAILABLE,
                        "slice file " + file.name() + " cannot be had: " + problem + "; is the planner running?");
            }
            Optional<SliceRequest> request = window.nextRequest(nanos.getAsLong());
            if (request.isPresent()) {
                requests.send(request.get());
                continue;
            }
            Duration patience = Duration.ofNanos(window.nanosUntilDue(nanos.getAsLong()));
            ChunkInbox.Arrival arrival =
                    inbox.poll(file.sha256(), patience.compareTo(LONGEST_POLL) < 0 ? patience : LONGEST_POLL);
            if (arrival instanceof ChunkInbox.Arrival.Damaged) {
                window.damaged(nanos.getAsLong());
                problem = "its chunks arrive damaged";
            } else if (arrival instanceof ChunkInbox.Arrival.Intact intact) {
                problem = take(file, window, intact.chunk()).orElse(problem);
            }
            for (Optional<ByteBuffer> data = window.nextBytes(); data.isPresent(); data = window.nextBytes()) {
                part.append(data.get());
            }
        }
    }

    /** Returns what is wrong, if the chunk says so. */
    private Optional<String> take(SliceFile file, RangeWindow window, SliceChunk chunk) throws RefusedException {
        if (chunk instanceof SliceChunk.Unavailable unavailable) {
            LOG.warn(
                    "file={} offset={} unavailable: {}",
                    file.name(),
                    chunk.offset(),
                    ForeignText.printable(unavailable.reason()));
            window.unavailable(chunk.offset(), nanos.getAsLong());
            return Optional.of("the planner says: " + ForeignText.printable(unavailable.reason()));
        }
        SliceChunk.Range range = (SliceChunk.Range) chunk;
        if (range.totalBytes() != file.bytes()) {
            throw new RefusedException(
                    RefusalReason.BAD_SLICE,
                    "slice file " + file.name() + " has " + range.totalBytes() + " bytes at the planner, "
                            + file.bytes() + " in the plan");
        }
        window.take(range, nanos.getAsLong());
        return Optional.empty();
    }

    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        return e.getClass() == IOException.class ? text : e.getClass().getSimpleName() + " " + text;
    }
}

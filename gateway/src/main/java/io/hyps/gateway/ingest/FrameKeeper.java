package io.hyps.gateway.ingest;

import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps frames in Kafka, whatever way they came: one for each sensor and supplied id. Safe for use from many threads. */
public final class FrameKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(FrameKeeper.class);

    private final EventLog log;
    private final KnownIds known;
    private final DuplicateWindow window;
    private final LongAdder duplicates = new LongAdder();

    /** @param known those that any gateway has, as far as this one can tell */
    public FrameKeeper(EventLog log, KnownIds known, IngestLimits limits) {
        this.log = log;
        this.known = known;
        this.window = new DuplicateWindow(limits.duplicateWindow());
    }

    /**
     * Begins; may block as {@link EventLog#append} does.
     *
     * @param answers where the outcome is told: not on Kafka's thread
     * @return completes when Kafka has the frame or an earlier one of the same identity; exceptionally if
     *     Kafka refuses it for good
     */
    public CompletableFuture<Kept> keep(Frame frame, Executor answers) {
        Optional<FrameId> first = known.find(frame);
        if (first.isPresent()) {
            LOG.debug("duplicate frameId={} sensor={}", first.get(), frame.sensor());
            return CompletableFuture.supplyAsync(() -> duplicateOf(first.get()), answers);
        }
        CompletableFuture<Void> kept = new CompletableFuture<>();
        Optional<DuplicateWindow.Sighting> before = window.enter(frame, kept);
        if (before.isPresent()) {
            FrameId earlier = before.get().frame();
            LOG.debug("duplicate frameId={} sensor={}", earlier, frame.sensor());
            return before.get()
                    .kept()
                    .handle((done, failure) -> failure == null)
                    .thenComposeAsync(
                            isKept -> isKept
                                    ? CompletableFuture.completedFuture(duplicateOf(earlier))
                                    : keep(frame, answers),
                            answers);
        }
        return log.append(FrameTopics.FRAMES, frame.sensor(), FrameEvents.ofFrame(frame))
                .handleAsync((done, failure) -> settle(frame, failure, kept), answers);
    }

    /** How many were there before. */
    public long duplicates() {
        return duplicates.sum();
    }

    private Kept duplicateOf(FrameId earlier) {
        duplicates.increment();
        return new Kept(earlier, true);
    }

    private Kept settle(Frame frame, @Nullable Throwable failure, CompletableFuture<Void> kept) {
        if (failure != null) {
            window.leave(frame);
            kept.completeExceptionally(failure);
            throw new CompletionException(failure);
        }
        LOG.debug("frame kept frameId={} sensor={} model={}", frame.id(), frame.sensor(), frame.model());
        kept.complete(null);
        return new Kept(frame.id(), false);
    }

    /**
     * What is in Kafka now.
     *
     * @param duplicate whether it was there before, under the same sensor and supplied id
     */
    public record Kept(FrameId frame, boolean duplicate) {}
}

package io.hyps.gateway.ingest;

import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The last frames that this process has taken, by the id that their sensor gave them: those too that Kafka does not have
 * yet. Safe for use from many threads.
 */
final class DuplicateWindow {
    private final Map<Identity, Sighting> entries;

    DuplicateWindow(int mostEntries) {
        this.entries = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Identity, Sighting> eldest) {
                return size() > mostEntries;
            }
        };
    }

    /** Enters a frame; returns the earlier one of the same sensor and supplied id, if there is one. */
    synchronized Optional<Sighting> enter(Frame frame, CompletableFuture<Void> kept) {
        if (frame.suppliedId().isEmpty()) {
            return Optional.empty();
        }
        Identity identity = new Identity(frame.sensor(), frame.suppliedId().get());
        @Nullable Sighting before = entries.putIfAbsent(identity, new Sighting(frame.id(), kept));
        return Optional.ofNullable(before);
    }

    /** Forgets a frame that was not kept after all, so that the sensor may send it again. */
    synchronized void leave(Frame frame) {
        frame.suppliedId().ifPresent(id -> entries.remove(new Identity(frame.sensor(), id)));
    }

    /**
     * A frame seen before.
     *
     * @param kept completes when it is in Kafka
     */
    record Sighting(FrameId frame, CompletableFuture<Void> kept) {}

    private record Identity(String sensor, String suppliedId) {}
}

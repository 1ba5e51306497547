package io.hyps.runner.slice;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.slice.SliceChunk;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands chunks from the link's thread to the fetching one. What does not fit is asked for again when overdue. */
public final class ChunkInbox {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkInbox.class);

    private final ArrayBlockingQueue<Arrival> arrivals;

    /** What arrived. */
    sealed interface Arrival {
        record Intact(SliceChunk chunk) implements Arrival {}

        record Damaged() implements Arrival {}
    }

    public ChunkInbox(int window) {
        this.arrivals = new ArrayBlockingQueue<>(2 * window);
    }

    /** Never blocks. */
    public void put(byte[] payload) {
        Arrival arrival;
        try {
            arrival = new Arrival.Intact(SliceChunk.decode(payload));
        } catch (MalformedMessageException e) {
            LOG.warn("{}; asking for it again", e.getMessage());
            arrival = new Arrival.Damaged();
        }
        if (!arrivals.offer(arrival)) {
            LOG.debug("slice chunk passed over, as more have come than were asked for");
        }
    }

    /** Waits for a chunk of a file, and passes over those of others. */
    @Nullable
    Arrival poll(Sha256 file, Duration patience) throws InterruptedException {
        Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        boolean other = arrival instanceof Arrival.Intact intact
                && !intact.chunk().sha256().equals(file);
        return other ? null : arrival;
    }
}

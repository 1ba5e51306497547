package io.hyps.runner.slice;

import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which ranges of a file are wanted next, which are asked for, which have arrived ahead of their turn. Holds at most a
 * window of them. No I/O and no clock of its own; for one thread.
 */
final class RangeWindow {
    private static final int MOST_DOUBLINGS = 3;

    private final SliceFile file;
    private final FetchSettings settings;
    private final TreeMap<Long, Asked> asked = new TreeMap<>();
    private final TreeMap<Long, ByteBuffer> arrived = new TreeMap<>();
    private long nextOffset;
    private long writeOffset;

    private record Asked(int length, int tries, long dueNanos) {}

    RangeWindow(SliceFile file, FetchSettings settings, long startOffset) {
        this.file = file;
        this.settings = settings;
        this.nextOffset = startOffset;
        this.writeOffset = startOffset;
    }

    boolean isComplete() {
        return writeOffset == file.bytes();
    }

    /** The request to send now, if any: a range whose answer is overdue, or the next one if the window has room. */
    Optional<SliceRequest> nextRequest(long nowNanos) {
        for (var entry : asked.entrySet()) {
            Asked range = entry.getValue();
            if (range.dueNanos() - nowNanos <= 0) {
                return Optional.of(ask(entry.getKey(), range.length(), range.tries() + 1, nowNanos));
            }
        }
        if (nextOffset < file.bytes() && asked.size() + arrived.size() < settings.window()) {
            int length = (int) Math.min(settings.chunkBytes(), file.bytes() - nextOffset);
            SliceRequest request = ask(nextOffset, length, 1, nowNanos);
            nextOffset += length;
            return Optional.of(request);
        }
        return Optional.empty();
    }

    private SliceRequest ask(long offset, int length, int tries, long nowNanos) {
        long patience = settings.timeout().toNanos() << Math.min(tries - 1, MOST_DOUBLINGS);
        asked.put(offset, new Asked(length, tries, nowNanos + patience));
        return new SliceRequest(file.sha256(), offset, length);
    }

    /** Whether a range has been asked for as often as it may be, to no avail. */
    boolean isExhausted(long nowNanos) {
        return asked.values().stream()
                .anyMatch(range -> range.tries() >= settings.mostTries() && range.dueNanos() - nowNanos <= 0);
    }

    /** How long until a range is overdue. */
    long nanosUntilDue(long nowNanos) {
        return asked.values().stream()
                .mapToLong(range -> Math.max(0, range.dueNanos() - nowNanos))
                .min()
                .orElse(0);
    }

    /** Takes a range that was asked for; passes over any other, such as the second answer to a request sent twice. */
    void take(SliceChunk.Range range, long nowNanos) {
        Asked wanted = asked.get(range.offset());
        int length = range.data().remaining();
        if (wanted == null || length > wanted.length()) {
            return;
        }
        asked.remove(range.offset());
        arrived.put(range.offset(), range.data());
        if (length < wanted.length()) {
            asked.put(range.offset() + length, new Asked(wanted.length() - length, 0, nowNanos));
        }
    }

    /** A range came damaged, and with it the offset may have: the first one asked for is asked for again at once. */
    void damaged(long nowNanos) {
        var first = asked.firstEntry();
        if (first != null) {
            asked.put(
                    first.getKey(),
                    new Asked(first.getValue().length(), first.getValue().tries(), nowNanos));
        }
    }

    /** The planner does not have the range now: it is asked for again, sooner than if there had been no answer. */
    void unavailable(long offset, long nowNanos) {
        Asked range = asked.get(offset);
        if (range != null) {
            long pause =
                    (settings.timeout().toNanos() / 16) << Math.min(Math.max(0, range.tries() - 1), MOST_DOUBLINGS);
            asked.put(offset, new Asked(range.length(), range.tries(), nowNanos + pause));
        }
    }

    /** The bytes to write next, once they are there. */
    Optional<ByteBuffer> nextBytes() {
        ByteBuffer data = arrived.remove(writeOffset);
        if (data == null) {
            return Optional.empty();
        }
        writeOffset += data.remaining();
        return Optional.of(data);
    }
}

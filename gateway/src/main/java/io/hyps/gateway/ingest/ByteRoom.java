package io.hyps.gateway.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** So many bytes of images at once, counted in pieces of a kibibyte; a larger image has all to itself. */
final class ByteRoom {
    private static final int PIECE_BYTES = 1024;

    private final int pieces;
    private final Semaphore free;

    ByteRoom(long bytes) {
        this.pieces = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / PIECE_BYTES));
        this.free = new Semaphore(pieces);
    }

    /** Nothing if there is no room in that time. */
    Optional<Share> take(int bytes, Duration patience) throws InterruptedException {
        int wanted = Math.min(pieces, bytes / PIECE_BYTES + 1);
        return free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(() -> free.release(wanted))
                : Optional.empty();
    }

    /** Room that is taken; to be given back once. */
    @FunctionalInterface
    interface Share {
        void giveBack();
    }
}

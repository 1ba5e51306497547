package io.hyps.gateway.rest;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the requests under way, and the bytes of their bodies. Safe for use from many threads. */
final class Admission {
    private final int mostRequests;
    private final long mostBytes;
    private int requests;
    private long bytes;

    Admission(int mostRequests, long mostBytes) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
    }

    /** Takes a request in; none if there is no room. */
    synchronized Optional<Place> enter() {
        if (requests == mostRequests) {
            return Optional.empty();
        }
        requests++;
        return Optional.of(new Place());
    }

    private synchronized boolean take(long more) {
        if (bytes + more > mostBytes) {
            return false;
        }
        bytes += more;
        return true;
    }

    private synchronized void leave(long taken) {
        requests--;
        bytes -= taken;
    }

    /** A request's room. */
    final class Place implements AutoCloseable {
        private static final long LEFT = -1;

        private final AtomicLong taken = new AtomicLong();

        /** Makes room for so many bytes more, if there is. */
        boolean take(long more) {
            if (!Admission.this.take(more)) {
                return false;
            }
            taken.addAndGet(more);
            return true;
        }

        /** Gives all of it back; does nothing the second time. */
        @Override
        public void close() {
            long all = taken.getAndSet(LEFT);
            if (all != LEFT) {
                leave(all);
            }
        }
    }
}

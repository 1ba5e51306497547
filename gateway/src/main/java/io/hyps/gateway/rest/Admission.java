package io.hyps.gateway.rest;

import java.util.Optional;

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

    private synchronized boolean take(Place place, long more) {
        if (place.hasLeft || bytes + more > mostBytes) {
            return false;
        }
        bytes += more;
        place.taken += more;
        return true;
    }

    private synchronized void leave(Place place) {
        if (!place.hasLeft) {
            place.hasLeft = true;
            requests--;
            bytes -= place.taken;
        }
    }

    /** A request's room. */
    final class Place implements AutoCloseable {
        private long taken;
        private boolean hasLeft;

        /** Makes room for so many bytes more, if there is; there is none any more once it is closed. */
        boolean take(long more) {
            return Admission.this.take(this, more);
        }

        /** Gives all of it back; does nothing the second time. */
        @Override
        public void close() {
            leave(this);
        }
    }
}

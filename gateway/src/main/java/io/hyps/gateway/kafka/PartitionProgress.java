package io.hyps.gateway.kafka;

import java.util.OptionalLong;

/** How far one partition is, from its assignment to its revocation. Safe for use from many threads. */
final class PartitionProgress {
    private final OffsetTracker tracker = new OffsetTracker();
    private long committed = -1;
    private boolean revoked;

    synchronized FrameTicket begin(long offset) {
        tracker.begin(offset);
        return new Ticket(offset);
    }

    synchronized int incomplete() {
        return tracker.incomplete();
    }

    /** The offset to commit now, once; none if it stands where it stood. */
    synchronized OptionalLong takeCommittable() {
        OptionalLong offset = tracker.committable();
        if (revoked || offset.isEmpty() || offset.getAsLong() == committed) {
            return OptionalLong.empty();
        }
        committed = offset.getAsLong();
        return offset;
    }

    /** Forgets what was taken, so that it is taken again. */
    synchronized void commitFailed() {
        committed = -1;
    }

    synchronized void revoke() {
        revoked = true;
    }

    private final class Ticket implements FrameTicket {
        private final long offset;

        Ticket(long offset) {
            this.offset = offset;
        }

        @Override
        public boolean isLive() {
            synchronized (PartitionProgress.this) {
                return !revoked;
            }
        }

        @Override
        public void complete() {
            synchronized (PartitionProgress.this) {
                tracker.complete(offset);
            }
        }
    }
}

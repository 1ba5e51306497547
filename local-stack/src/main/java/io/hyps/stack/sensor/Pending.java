package io.hyps.stack.sensor;

import java.time.Duration;

/** A shot that is not done with: when it was sent and is to be sent again. Guarded by itself. */
final class Pending {
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 2;

    private final Shot shot;
    private final long firstSentNanos;
    private long nextSendNanos;
    private int sends = 1;
    private boolean accepted;
    private boolean answered;

    Pending(Shot shot, long nowNanos) {
        this.shot = shot;
        this.firstSentNanos = nowNanos;
        this.nextSendNanos = nowNanos + FIRST_PATIENCE.toNanos();
    }

    Shot shot() {
        return shot;
    }

    Duration age(long nowNanos) {
        return Duration.ofNanos(nowNanos - firstSentNanos);
    }

    /** Whether it is to be sent again now; the next time is then twice as far away, up to a bound. */
    synchronized boolean claimResend(long nowNanos) {
        if (accepted || nowNanos - nextSendNanos < 0) {
            return false;
        }
        nextSendNanos = nowNanos + (FIRST_PATIENCE.toNanos() << Math.min(sends, MOST_DOUBLINGS));
        sends++;
        return true;
    }

    synchronized boolean isAccepted() {
        return accepted;
    }

    /** @return whether it was not known before */
    synchronized boolean accept() {
        boolean first = !accepted;
        accepted = true;
        return first;
    }

    /** @return whether it was not known before */
    synchronized boolean answer() {
        boolean first = !answered;
        answered = true;
        accepted = true;
        return first;
    }
}

package io.hyps.gateway.dispatch;

import java.time.Duration;

/**
 * How long and how often a frame is tried.
 *
 * @param planGrace how long after the start frames wait for their model's plan
 * @param attemptDeadline how long an attempt may take
 * @param mostAttempts after which a frame has no answer
 * @param backoff before the second attempt; twice that before the third, and so on
 * @param answersRemembered how many answered frames are known, to drop duplicates
 */
public record DispatchLimits(
        Duration planGrace, Duration attemptDeadline, int mostAttempts, Duration backoff, int answersRemembered) {
    private static final int MOST_DOUBLINGS = 6;

    public DispatchLimits {
        requirePositive("attempt-deadline", attemptDeadline);
        requirePositive("retry-backoff", backoff);
        if (planGrace.isNegative()) {
            throw new IllegalArgumentException("hyps.gateway.plan-grace is negative: " + planGrace);
        }
        if (mostAttempts < 1) {
            throw new IllegalArgumentException("hyps.gateway.max-attempts is " + mostAttempts + ": use 1 or more");
        }
    }

    /** The pause after a failed attempt, counted from 1. */
    Duration backoffAfter(int attempt) {
        return backoff.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    }

    private static void requirePositive(String key, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("hyps.gateway." + key + " is " + duration + ": use more than zero");
        }
    }
}

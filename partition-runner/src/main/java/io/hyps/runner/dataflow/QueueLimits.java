package io.hyps.runner.dataflow;

import java.time.Duration;

/**
 * How much may wait to be computed, and how much is computed at once.
 *
 * @param capacity how many pieces of work may wait
 * @param batchTime how long frames that are computed at once may take together; 0 for one at a time
 */
public record QueueLimits(int capacity, Duration batchTime) {
    public QueueLimits {
        if (batchTime.isNegative()) {
            throw new IllegalArgumentException("the time of a batch is " + batchTime + ": use 0 or more");
        }
    }
}

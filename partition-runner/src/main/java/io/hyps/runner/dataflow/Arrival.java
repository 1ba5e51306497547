package io.hyps.runner.dataflow;

import io.hyps.protocol.tensor.TensorMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * A tensor that has arrived for one partition.
 *
 * @param number its delivery's place in the order of arrival
 * @param expiry how long it is worth something, from its arrival
 */
record Arrival(
        TensorMessage.Data data,
        SharedAck ack,
        long number,
        long arrivedNanos,
        Optional<Duration> expiry,
        Optional<TraceParent> trace) {
    /** Without an expiry a tensor waits for the rest of its join no longer than this. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    long deadlineNanos() {
        return arrivedNanos + expiry.orElse(LONGEST_WAIT).toNanos();
    }
}

package io.hyps.gateway.trace;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.StageTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One frame's way through the dispatch. Not safe for use from many threads; what it tells of has just ended. */
public interface FrameTrace {
    /** Tells nobody. */
    FrameTrace OFF = new FrameTrace() {
        @Override
        public Optional<String> context() {
            return Optional.empty();
        }

        @Override
        public void prepared(Duration took) {}

        @Override
        public void attempted(Try attempt) {}

        @Override
        public void answered(Optional<ErrorCode> error) {}

        @Override
        public void ended(boolean kept) {}
    };

    /** The W3C trace context that goes with the frame's tensors; none if the trace is not recorded. */
    Optional<String> context();

    /** The image is a tensor. */
    void prepared(Duration took);

    /** An attempt has its outputs, or has failed. */
    void attempted(Try attempt);

    /** The result is known; Kafka has it next. */
    void answered(Optional<ErrorCode> error);

    /** @param kept whether Kafka has the result; else another gateway will give it */
    void ended(boolean kept);

    /**
     * An attempt at a frame.
     *
     * @param number from 1
     * @param failure one line; none if it was answered
     * @param stages what the partitions took
     */
    record Try(int number, Epoch epoch, Duration took, Optional<String> failure, List<StageTime> stages) {}
}

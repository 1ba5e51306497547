package io.hyps.gateway.trace;

import io.hyps.gateway.kafka.EventLog;
import io.hyps.protocol.frame.Frame;
import java.time.Instant;

/** Follows frames from their receipt to their result. Safe for use from many threads. */
public interface FrameTraces extends AutoCloseable {
    /** Follows none. */
    FrameTraces OFF = new FrameTraces() {
        @Override
        public EventLog ofIngest(EventLog log) {
            return log;
        }

        @Override
        public FrameTrace ofDispatch(Frame frame, Instant takenAt) {
            return FrameTrace.OFF;
        }

        @Override
        public void close() {}
    };

    /** The log, with a span for each frame that is appended; the frame's record carries the span's context on. */
    EventLog ofIngest(EventLog log);

    /** Begins the span of a frame's dispatch, as the record's context says. */
    FrameTrace ofDispatch(Frame frame, Instant takenAt);

    /** Sends what is left, and gives up after some seconds. */
    @Override
    void close();
}

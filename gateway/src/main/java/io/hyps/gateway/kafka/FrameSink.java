package io.hyps.gateway.kafka;

/** Takes the records of hyps.frames, one after another; must not block. */
@FunctionalInterface
public interface FrameSink {
    void accept(FrameRecord record, FrameTicket ticket);
}

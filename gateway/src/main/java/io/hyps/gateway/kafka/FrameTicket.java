package io.hyps.gateway.kafka;

/** A record's place in its partition. Safe for use from many threads. */
public interface FrameTicket {
    /** Whether the partition is still ours; if not, another gateway has the record and will answer it. */
    boolean isLive();

    /** Says that the record has its result, so that its offset may be committed. Again does nothing. */
    void complete();
}

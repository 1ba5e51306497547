package io.hyps.gateway.kafka;

/** A record of hyps.frames and its place. */
public record StoredFrame(FrameRecord record, int partition, long offset) {}

package io.hyps.planner.partition;

/**
 * What an encoded tensor costs on its way; a raw one only its bytes.
 *
 * @param bytes of a message's data, on average
 * @param encodeNanos on the reference machine, by whoever makes it
 * @param decodeNanos on the reference machine, by each that reads it
 * @param roomBytes that its maker needs beside it to encode
 */
public record Carriage(double bytes, double encodeNanos, double decodeNanos, long roomBytes) {}

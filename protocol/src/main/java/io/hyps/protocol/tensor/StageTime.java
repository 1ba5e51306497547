package io.hyps.protocol.tensor;

/**
 * Time that one partition spent on a frame, by its device's own clock.
 *
 * @param waitMicros from the first input's arrival until all were there and the processor free
 * @param computeMicros inside ONNX Runtime
 */
public record StageTime(String partition, String device, long waitMicros, long computeMicros) {}

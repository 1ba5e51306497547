package io.hyps.protocol.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Time that one partition spent on a frame, by its device's own clock.
 *
 * @param waitMicros from the first input's arrival until all were there and the processor free
 * @param computeMicros inside ONNX Runtime
 * @param arrivedMicros when the first input came, since 1970; 0 if the device does not say
 */
public record StageTime(String partition, String device, long waitMicros, long computeMicros, long arrivedMicros) {
    public StageTime(String partition, String device, long waitMicros, long computeMicros) {
        this(partition, device, waitMicros, computeMicros, 0);
    }

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StageTime that
                && partition.equals(that.partition)
                && device.equals(that.device)
                && waitMicros == that.waitMicros
                && computeMicros == that.computeMicros
                && arrivedMicros == that.arrivedMicros;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * partition.hashCode() + device.hashCode()) + Long.hashCode(arrivedMicros + waitMicros);
    }
}

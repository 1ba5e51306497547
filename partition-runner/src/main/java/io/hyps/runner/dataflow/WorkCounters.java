package io.hyps.runner.dataflow;

import io.hyps.protocol.device.DeviceStatus;
import java.util.concurrent.atomic.LongAdder;

/** What the runner has done since its start. */
public final class WorkCounters {
    private final LongAdder frames = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder abandonedJoins = new LongAdder();
    private final LongAdder computeNanos = new LongAdder();

    /** A partition's outputs for a frame have been accepted by the broker. */
    void frame() {
        frames.increment();
    }

    /** A message could not be used, or a frame not computed or passed on. */
    void failure() {
        failures.increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    /** Tensors were let go of before they could be computed: expired, retired, or to make room. */
    void abandoned() {
        abandonedJoins.increment();
    }

    void computed(long nanos) {
        computeNanos.add(nanos);
    }

    public DeviceStatus.Work snapshot() {
        return new DeviceStatus.Work(
                frames.sum(), failures.sum(), duplicates.sum(), abandonedJoins.sum(), computeNanos.sum() / 1000);
    }
}

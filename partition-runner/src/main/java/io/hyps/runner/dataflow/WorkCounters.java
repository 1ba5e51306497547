package io.hyps.runner.dataflow;

import io.hyps.protocol.device.DeviceStatus;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the runner has done since its start. */
public final class WorkCounters {
    private final LongAdder frames = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder abandonedJoins = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder batchedFrames = new LongAdder();
    private final StageTimes waits = new StageTimes();
    private final StageTimes computes = new StageTimes();
    private final StageTimes publishes = new StageTimes();

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

    /**
     * A frame was computed.
     *
     * @param waitNanos from the first input's arrival to the computation
     * @param computeNanos its share, if it was computed with others
     */
    void computed(long waitNanos, long computeNanos) {
        waits.add(waitNanos);
        computes.add(computeNanos);
    }

    /** Several frames were computed at once. */
    void batch(int batchFrames) {
        batches.increment();
        batchedFrames.add(batchFrames);
    }

    /** Computations of more than one frame. */
    public long batches() {
        return batches.sum();
    }

    /** The frames of these. */
    public long batchedFrames() {
        return batchedFrames.sum();
    }

    /** @param nanos from the end of the computation to the broker's last acknowledgement */
    void published(long nanos) {
        publishes.add(nanos);
    }

    /** The stages of a frame on this device, by name. */
    public Map<String, StageTimes> stages() {
        return Map.of("wait", waits, "compute", computes, "publish", publishes);
    }

    public DeviceStatus.Work snapshot() {
        return new DeviceStatus.Work(
                frames.sum(), failures.sum(), duplicates.sum(), abandonedJoins.sum(), computes.sumNanos() / 1000);
    }
}

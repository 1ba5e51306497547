package io.hyps.planner.simulate;

import io.hyps.planner.partition.DeviceSpec;
import java.util.ArrayDeque;

/** A device while it is simulated. */
final class Device {
    private final DeviceSpec spec;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private double inFree;
    private double outFree;
    private double busySince = Double.NaN;
    private double busyNanos;
    private double waitedNanos;
    private double changed;
    private int longestQueue;

    Device(DeviceSpec spec) {
        this.spec = spec;
    }

    double workNanos(double referenceNanos) {
        return referenceNanos / spec.speed();
    }

    boolean hasLink() {
        return spec.bandwidthBytesPerSecond() > 0;
    }

    double linkNanos(long bytes) {
        return spec.transferNanos(bytes);
    }

    /** When bytes that are at the broker now have come in; after all that came before. */
    double receive(double now, long bytes) {
        inFree = Math.max(now, inFree) + spec.transferNanos(bytes);
        return inFree;
    }

    /** When bytes that are ready now have gone out. */
    double send(double now, long bytes) {
        outFree = Math.max(now, outFree) + spec.transferNanos(bytes);
        return outFree;
    }

    boolean isBusy() {
        return !Double.isNaN(busySince);
    }

    void begin(double now) {
        busySince = now;
    }

    void finish(double now) {
        busyNanos += now - busySince;
        busySince = Double.NaN;
    }

    void queue(double now, long task) {
        count(now);
        waiting.add(task);
        longestQueue = Math.max(longestQueue, waiting.size());
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    long next(double now) {
        count(now);
        return waiting.remove();
    }

    Outcome.DeviceUse use(double nanos) {
        return new Outcome.DeviceUse(spec.id(), busyNanos / nanos, waitedNanos / nanos, longestQueue);
    }

    private void count(double now) {
        waitedNanos += waiting.size() * (now - changed);
        changed = now;
    }
}

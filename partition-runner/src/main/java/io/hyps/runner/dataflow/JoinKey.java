package io.hyps.runner.dataflow;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import org.jspecify.annotations.Nullable;

/** One attempt at one frame, at one partition. */
record JoinKey(String model, Epoch epoch, String partition, FrameId frame, int attempt) {
    boolean isOf(String otherModel, Epoch otherEpoch) {
        return model.equals(otherModel) && epoch.equals(otherEpoch);
    }

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JoinKey that
                && attempt == that.attempt
                && frame.equals(that.frame)
                && partition.equals(that.partition)
                && isOf(that.model, that.epoch);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * frame.hashCode() + partition.hashCode()) + attempt;
    }
}

package io.hyps.runner.dataflow;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;

/** One attempt at one frame, at one partition. */
record JoinKey(String model, Epoch epoch, String partition, FrameId frame, int attempt) {
    boolean isOf(String otherModel, Epoch otherEpoch) {
        return model.equals(otherModel) && epoch.equals(otherEpoch);
    }
}

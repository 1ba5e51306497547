package io.hyps.runner.dataflow;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.RecordEquality;
import io.hyps.protocol.frame.FrameId;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Epoch EPOCH = new Epoch(1, 1);

    @Test
    void areEqualIfAllOfThemIs() throws Exception {
        RecordEquality.verify(new JoinKey("m", EPOCH, "p0", FrameId.create(), 1));
        RecordEquality.verify(new Lane(1, 2));
        RecordEquality.verify(new LoadedPartition.Name("m", EPOCH, "p0"));
        RecordEquality.verify(new TensorReceiver.HeldEpoch("m", EPOCH));
    }
}

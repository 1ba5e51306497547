package io.hyps.gateway.kafka;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.util.Optional;

/**
 * A record of hyps.results.
 *
 * @param frame the frame that it answers; its {@code image} is the result's JSON
 * @param duplicateOf the frame that has the answer, if this one came after it under the same id
 */
public record ResultRecord(Frame frame, Optional<FrameId> duplicateOf) {
    public ResultRecord(Frame frame) {
        this(frame, Optional.empty());
    }

    public Payload json() {
        return frame.image();
    }
}

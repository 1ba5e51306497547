package io.hyps.gateway.kafka;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;

/**
 * A record of hyps.results.
 *
 * @param frame the frame that it answers; its {@code image} is the result's JSON
 */
public record ResultRecord(Frame frame) {
    public Payload json() {
        return frame.image();
    }
}

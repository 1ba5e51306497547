package io.hyps.protocol.result;

import io.hyps.protocol.Required;
import io.hyps.protocol.frame.FrameId;

/**
 * Told to the sensor once its image is in Kafka: it need not send it again.
 *
 * @param id the id that the sensor supplied, or else the frame's
 * @param duplicate whether the image had been accepted before under this id
 */
public record Accepted(FrameId frame, String id, String sensor, String model, String receivedAt, boolean duplicate) {
    public Accepted {
        Required.field("frame", frame);
        Required.text("id", id);
        Required.text("sensor", sensor);
        Required.text("model", model);
        Required.text("receivedAt", receivedAt);
    }
}

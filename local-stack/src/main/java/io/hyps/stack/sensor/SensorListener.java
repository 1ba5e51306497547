package io.hyps.stack.sensor;

import io.hyps.protocol.result.InferenceResult;
import java.time.Duration;

/** Hears what became of the images. Called from the link's own thread: it must not block. */
public interface SensorListener {
    /** The image is in Kafka. */
    default void accepted(Shot shot) {}

    /** @param latency from the first time that the image was sent */
    default void answered(Shot shot, InferenceResult result, Duration latency) {}
}

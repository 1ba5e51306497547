package io.hyps.stack.sensor;

import io.hyps.protocol.topic.TopicLevel;

/**
 * How a sensor behaves.
 *
 * @param window how many images may be under way at once
 * @param awaitAnswers whether an image is under way until it is answered, not only accepted
 */
public record SensorOptions(String sensor, String model, int window, boolean awaitAnswers) {
    public SensorOptions {
        TopicLevel.requireSensor(sensor);
        TopicLevel.requireIdentifier("model", model);
        if (window < 1) {
            throw new IllegalArgumentException("a window of " + window + " images lets none through");
        }
    }
}

package io.hyps.gateway.replay;

import io.hyps.protocol.frame.FrameId;
import java.util.Locale;
import java.util.Optional;

/**
 * A frame that was answered otherwise than it is recorded.
 *
 * @param image where its image lies: the place in Kafka that the recording tells
 * @param recorded the recorded answer, in a few words
 * @param got the replay's
 * @param reason what differs, in one line
 * @param maxAbsDiff the largest difference of two numbers, where there are numbers to compare
 * @param maxRelDiff the same as a share of the largest recorded one
 */
public record Difference(
        FrameId frame,
        String sensor,
        String model,
        String image,
        String recorded,
        String got,
        String reason,
        Optional<Double> maxAbsDiff,
        Optional<Double> maxRelDiff) {

    /** For people, in four lines. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "frame %s of sensor %s, model %s, image at %s%n  recorded  %s%n  now       %s%n  %s",
                frame,
                sensor,
                model,
                image,
                recorded,
                got,
                reason);
    }
}

package io.hyps.gateway.mqtt;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.topic.Topic;
import java.util.Optional;

/** Whether a sensor may have its answer on a topic of its choice. */
public final class ReplyTopic {
    private static final int MOST_CHARACTERS = 512;

    private ReplyTopic() {}

    /**
     * Says why the topic is refused: our own topics, but for those below the sensor's own, would let a sensor speak as
     * a part of HyPS.
     *
     * @return nothing if it may be used
     */
    public static Optional<String> refusal(String sensor, String topic) {
        if (topic.isBlank() || topic.length() > MOST_CHARACTERS) {
            return refused(topic, "it has to have 1 to " + MOST_CHARACTERS + " characters");
        }
        if (topic.chars().anyMatch(c -> c == '+' || c == '#' || Character.isISOControl(c)) || topic.startsWith("$")) {
            return refused(topic, "it may hold no '+', '#' or control characters, nor begin with '$'");
        }
        boolean ours = topic.equals(Topic.ROOT) || topic.startsWith(Topic.ROOT + "/");
        boolean sensorsOwn = topic.startsWith(Topic.ROOT + "/sensors/" + sensor + "/");
        if (ours && !sensorsOwn) {
            return refused(topic, "below " + Topic.ROOT + "/ only the sensor's own topics may be used");
        }
        if (Topic.SensorImage.parse(topic).isPresent()) {
            return refused(topic, "it takes images, not answers");
        }
        return Optional.empty();
    }

    private static Optional<String> refused(String topic, String why) {
        return Optional.of("response topic '" + ForeignText.printable(topic) + "' is refused: " + why);
    }
}

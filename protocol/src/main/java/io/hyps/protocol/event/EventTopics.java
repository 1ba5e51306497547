package io.hyps.protocol.event;

import io.hyps.protocol.topic.TopicLevel;
import java.util.List;

/**
 * Where frames stand and what becomes of them: the live system's topics, or those of one replay.
 *
 * @param group of those who dispatch the frames
 * @param resultGroup of those who pass the results on
 */
public record EventTopics(String frames, String results, String deadLetters, String group, String resultGroup) {
    /** The live system's. */
    public static final EventTopics LIVE = new EventTopics(
            FrameTopics.FRAMES, FrameTopics.RESULTS, FrameTopics.DEAD_LETTERS, "hyps-dispatch", "hyps-mqtt-results");

    private static final String REPLAY = "hyps.replay.";

    /** All three. */
    public List<String> all() {
        return List.of(frames, results, deadLetters);
    }

    /** A replay's own, which nothing live reads or writes. */
    public static EventTopics ofReplay(String run) {
        String prefix = REPLAY + TopicLevel.requireIdentifier("run", run) + ".";
        String group = "hyps-replay-" + run;
        return new EventTopics(
                prefix + "frames", prefix + "results", prefix + "dead-letters", group, group + "-results");
    }
}

package io.hyps.protocol.event;

/** The Kafka topics of HyPS. */
public final class FrameTopics {
    /** Images in, keyed by sensor. */
    public static final String FRAMES = "hyps.frames";
    /** One record for each of {@link #FRAMES}, keyed by sensor. */
    public static final String RESULTS = "hyps.results";
    /** Images that have no answer, with the reason. */
    public static final String DEAD_LETTERS = "hyps.dead-letters";

    private FrameTopics() {}
}

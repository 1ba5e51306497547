package io.hyps.gateway.replay;

/** Hears how a replay goes on. Called from the replay's own threads. */
public interface ReplayListener {
    /** Wants to know nothing. */
    ReplayListener NONE = new ReplayListener() {};

    /** One more frame has its answer. */
    default void answered() {}

    /** One more frame is answered otherwise than recorded. */
    default void differs(Difference difference) {}
}

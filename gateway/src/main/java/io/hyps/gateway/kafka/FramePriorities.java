package io.hyps.gateway.kafka;

/** Says which frames go first. Safe for use from many threads. */
@FunctionalInterface
public interface FramePriorities {
    /** The higher goes first; 0 where nothing is said. */
    int of(String model, String sensor);
}

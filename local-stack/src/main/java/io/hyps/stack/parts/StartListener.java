package io.hyps.stack.parts;

import java.time.Duration;

/** Hears how far the start has come. */
@FunctionalInterface
public interface StartListener {
    /**
     * Called when a part is ready.
     *
     * @param what such as {@code Kafka broker}
     * @param detail where it is, for people
     * @param took since the stack's start
     */
    void ready(String what, String detail, Duration took);
}

package io.hyps.gateway.kafka;

import java.io.Serial;

/** Kafka will not take an event, however often it is tried. */
public final class EventRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean tooLarge;

    public EventRefusedException(String message, boolean tooLarge, Throwable cause) {
        super(message, cause);
        this.tooLarge = tooLarge;
    }

    /** Whether a smaller event would do. */
    public boolean tooLarge() {
        return tooLarge;
    }
}

package io.hyps.gateway.replay;

import java.io.Serial;

/** A replay that could not be made, in one line. */
public final class ReplayException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ReplayException(String message) {
        super(message);
    }

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}

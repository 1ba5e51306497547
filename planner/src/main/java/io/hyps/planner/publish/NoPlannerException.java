package io.hyps.planner.publish;

import java.io.Serial;

/** The planner service cannot be reached. The text is one line for people. */
public final class NoPlannerException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    NoPlannerException(String message) {
        super(message);
    }

    NoPlannerException(String message, Throwable cause) {
        super(message, cause);
    }
}

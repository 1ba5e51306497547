package io.hyps.stack.parts;

import java.io.Serial;

/** A part did not start or ended by itself; the text is one line for people. */
public final class StackException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    StackException(String message) {
        super(message);
    }

    StackException(String message, Throwable cause) {
        super(message, cause);
    }
}

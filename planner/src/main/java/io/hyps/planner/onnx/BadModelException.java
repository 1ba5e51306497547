package io.hyps.planner.onnx;

import java.io.Serial;

/** A file that is no model we can plan. The text is one line for people: what, where, how to mend it. */
public final class BadModelException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadModelException(String message) {
        super(message);
    }

    public BadModelException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.hyps.planner.session;

import java.io.Serial;

/** ONNX Runtime cannot load or run a file. The text is one line for people. */
public final class SessionException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    SessionException(String message, Throwable cause) {
        super(message, cause);
    }

    SessionException(String message) {
        super(message);
    }
}

package io.hyps.planner.session;

import ai.onnxruntime.OrtException;
import java.io.Serial;
import java.nio.file.Path;

/** ONNX Runtime cannot load or run a file. The text is one line for people. */
public final class SessionException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message one line for people */
    public SessionException(String message, Throwable cause) {
        super(message, cause);
    }

    SessionException(String message) {
        super(message);
    }

    /** With the first line of what ONNX Runtime says. */
    static SessionException of(String what, Path file, OrtException e) {
        String reason = String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        return new SessionException("ONNX Runtime " + what + " " + file.getFileName() + ": " + reason, e);
    }
}

package io.hyps.protocol.mqtt;

import java.io.Serial;

/** The link cannot do what was asked: it is closed, full, or the broker refuses. The text is one line for people. */
public final class LinkException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public LinkException(String message) {
        super(message);
    }

    public LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}

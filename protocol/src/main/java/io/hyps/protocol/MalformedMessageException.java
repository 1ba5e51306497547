package io.hyps.protocol;

import java.io.Serial;

/** A message that cannot be what it claims to be. The text is one line for people: what, where, how to mend it. */
public final class MalformedMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }

    public MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.hyps.runner;

import java.io.Serial;

/** A plan that this device does not run. The text is one line for people: what, where, how to mend it. */
public final class RefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public RefusedException(RefusalReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public RefusedException(RefusalReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public RefusalReason reason() {
        return reason;
    }

    /** The text, which is always there. */
    public String line() {
        return String.valueOf(getMessage());
    }
}

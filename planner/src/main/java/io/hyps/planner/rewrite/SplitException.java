package io.hyps.planner.rewrite;

/** A split that cannot be made; the message is one line that says what, where and how to mend it. */
public final class SplitException extends Exception {
    private static final long serialVersionUID = 1;

    SplitException(String message) {
        super(message);
    }
}

package io.hyps.gateway.collect;

import java.io.Serial;

/** The model's outputs have no meaning by its manifest. The text is one line for people. */
public final class UnusableAnswerException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnusableAnswerException(String message) {
        super(message);
    }
}

package io.hyps.stack.brokers;

import java.io.Serial;

/** A broker did not start; the text is one line for people. */
public final class BrokerException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}

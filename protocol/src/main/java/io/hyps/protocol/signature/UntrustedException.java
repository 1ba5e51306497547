package io.hyps.protocol.signature;

import java.io.Serial;

/** A message that no trusted key has signed; the text says why, in one line. */
public final class UntrustedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UntrustedException(String message) {
        super(message);
    }
}

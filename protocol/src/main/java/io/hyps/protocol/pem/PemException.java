package io.hyps.protocol.pem;

import java.io.Serial;

/** A PEM file that cannot be used; the message is one line that names the file and never shows what is secret in it. */
public final class PemException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public PemException(String message) {
        super(message);
    }

    PemException(String message, Throwable cause) {
        super(message, cause);
    }
}

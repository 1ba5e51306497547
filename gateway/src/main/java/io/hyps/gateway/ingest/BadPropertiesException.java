package io.hyps.gateway.ingest;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An MQTT property of an image cannot be used. The text is one line for people: what, where, how to mend it. */
final class BadPropertiesException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BadPropertiesException(String message) {
        this(message, null);
    }

    BadPropertiesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

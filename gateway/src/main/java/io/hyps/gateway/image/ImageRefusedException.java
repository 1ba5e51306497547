package io.hyps.gateway.image;

import io.hyps.protocol.result.ErrorCode;
import java.io.Serial;

/** An image of which no input tensor can be made. The text is one line for people: what, where, how to mend it. */
public final class ImageRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ImageRefusedException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public ImageRefusedException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}

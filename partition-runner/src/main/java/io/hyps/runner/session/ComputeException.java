package io.hyps.runner.session;

import java.io.Serial;

/** ONNX Runtime cannot compute a partition for these inputs. The text is one line for people. */
public final class ComputeException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public ComputeException(String message) {
        super(message);
    }

    public ComputeException(String message, Throwable cause) {
        super(message, cause);
    }
}

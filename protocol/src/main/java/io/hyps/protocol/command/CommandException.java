package io.hyps.protocol.command;

import java.io.Serial;

/** Ends a command with an exit code and one line for people: what, where, how to mend it. */
public final class CommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public CommandException(ExitCode exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    public CommandException(ExitCode exitCode, String line, Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}

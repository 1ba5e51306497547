package io.hyps.protocol.command;

/** How a command ended; scripts rely on the numbers. */
public enum ExitCode {
    DONE(0),
    /** Done, but the check it made failed. */
    CHECK_FAILED(1),
    /** Bad usage or bad input. */
    BAD_INPUT(2),
    /** What was asked cannot be done with what there is. */
    INFEASIBLE(3),
    /** A broker or device cannot be reached. */
    UNREACHABLE(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}

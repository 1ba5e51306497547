package io.hyps.stack.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Makes one line of whatever nobody expected. */
final class LastResort implements IExecutionExceptionHandler {
    /** EX_SOFTWARE of sysexits.h: none of the contract's codes fits a bug. */
    static final int BUG = 70;
    /** What a shell says of Ctrl-C. */
    private static final int INTERRUPTED = 130;

    private final IExecutionExceptionHandler expected;
    private final boolean debug;

    LastResort(IExecutionExceptionHandler expected, boolean debug) {
        this.expected = expected;
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine where, ParseResult parsed) {
        if (exception instanceof InterruptedException) {
            return INTERRUPTED;
        }
        try {
            if (debug) {
                exception.printStackTrace(where.getErr());
            }
            return expected.handleExecutionException(exception, where, parsed);
        } catch (Exception bug) {
            String text = String.valueOf(bug).replaceAll("\\s*\\R\\s*", " ");
            where.getErr()
                    .println("hyps: a fault of HyPS itself: " + text
                            + (debug ? "" : " (run it with HYPS_DEBUG=1 for the trace, and please report it)"));
            return BUG;
        }
    }
}

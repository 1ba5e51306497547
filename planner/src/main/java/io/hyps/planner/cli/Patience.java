package io.hyps.planner.cli;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for the planner service and its devices. */
final class Patience {
    private static final int LONGEST_SECONDS = 86_400;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for the devices (${DEFAULT-VALUE}).")
    private int timeoutSeconds = 120;

    Duration timeout() {
        if (timeoutSeconds < 1 || timeoutSeconds > LONGEST_SECONDS) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, "--timeout is " + timeoutSeconds + ": use 1 to " + LONGEST_SECONDS);
        }
        return Duration.ofSeconds(timeoutSeconds);
    }
}

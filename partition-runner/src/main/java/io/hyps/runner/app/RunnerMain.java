package io.hyps.runner.app;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Starts the process: flags first, then the application. */
@QuarkusMain
public final class RunnerMain {
    private RunnerMain() {}

    public static void main(String[] arguments) {
        System.exit(CommandRunner.of(new RunnerCommand())
                .setCommandName("hyps runner")
                .execute(arguments));
    }

    /**
     * Runs the application until it is told to stop.
     *
     * @return its exit code
     * @throws CommandException if a setting cannot be used
     * @throws IllegalStateException if it does not start for another reason
     */
    static int serve() {
        AtomicInteger exitCode = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Quarkus.run(null, (code, cause) -> {
            exitCode.set(code);
            failure.set(cause);
        });
        Throwable cause = failure.get();
        if (cause != null) {
            throw failed(cause);
        }
        return exitCode.get();
    }

    private static RuntimeException failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new CommandException(
                        ExitCode.BAD_INPUT,
                        "the HTTP port is taken: " + cause.getMessage() + "; choose one with --http-port, 0 for any",
                        failure);
            }
            if (cause instanceof IllegalArgumentException || cause instanceof ConfigValidationException) {
                return new CommandException(ExitCode.BAD_INPUT, String.valueOf(cause.getMessage()), failure);
            }
        }
        return new IllegalStateException("the runner does not start", failure);
    }
}

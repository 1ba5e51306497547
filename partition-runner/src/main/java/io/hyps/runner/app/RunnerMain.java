package io.hyps.runner.app;

import io.hyps.protocol.command.CommandRunner;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts the process: flags first, then the application. */
@QuarkusMain
public final class RunnerMain {
    private RunnerMain() {}

    public static void main(String[] arguments) {
        System.exit(CommandRunner.of(new RunnerCommand())
                .setCommandName("hyps runner")
                .execute(arguments));
    }

    /** Runs the application until it is told to stop; returns its exit code. */
    static int serve() {
        AtomicInteger exitCode = new AtomicInteger();
        Quarkus.run(null, (code, failure) -> exitCode.set(code));
        return exitCode.get();
    }
}

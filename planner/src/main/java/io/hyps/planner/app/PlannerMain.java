package io.hyps.planner.app;

import io.hyps.protocol.command.CommandRunner;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** Where the process starts: flags first, then Quarkus until it is told to stop. */
@QuarkusMain
public final class PlannerMain {
    private PlannerMain() {}

    public static void main(String... arguments) {
        CommandLine command = CommandRunner.of(new PlannerCommand());
        int exitCode = command.execute(arguments);
        if (exitCode != 0 || command.isUsageHelpRequested() || command.isVersionHelpRequested()) {
            System.exit(exitCode);
        }
        Quarkus.run();
    }
}

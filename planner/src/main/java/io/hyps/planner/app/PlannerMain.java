package io.hyps.planner.app;

import io.hyps.protocol.command.CommandRunner;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the planner service. */
@QuarkusMain
public final class PlannerMain {
    private PlannerMain() {}

    public static void main(String... arguments) {
        System.exit(CommandRunner.of(new PlannerCommand()).execute(arguments));
    }
}

package io.hyps.bench.gateway;

import io.hyps.planner.cli.PlanCommand;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.stack.parts.Installation;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;

/** The demo's model planned for equal runners. */
final class DemoPlan {
    private DemoPlan() {}

    static PlanFolder write(Installation installation, int runners, Path directory) throws Exception {
        int exitCode = CommandRunner.of(new PlanCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute(
                        installation.demoModel().toString(),
                        "--device-count",
                        Integer.toString(runners),
                        "--device-memory",
                        "64MiB",
                        "--out",
                        directory.toString());
        if (exitCode != 0) {
            throw new IllegalStateException("planning ended with " + exitCode);
        }
        return PlanFolder.open(directory);
    }
}

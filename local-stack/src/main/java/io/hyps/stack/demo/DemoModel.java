package io.hyps.stack.demo;

import io.hyps.planner.cli.PlanCommand;
import io.hyps.planner.cli.PublishCommand;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The demo's model: planned for the stack's runners and brought into force, by the commands that anyone would use. */
public final class DemoModel {
    /** Its name in topics. */
    public static final String NAME = "fashion";

    /** What partitions may use on each device when the plan is made; runners announce what they really have. */
    private static final String DEVICE_MEMORY = "64MiB";

    private DemoModel() {}

    /**
     * Cuts the model for so many devices.
     *
     * @param directory for the plan; made new
     * @throws CommandException if it cannot be done
     */
    public static void plan(Installation installation, int devices, Path directory) {
        run(
                new PlanCommand(),
                installation.demoModel().toString(),
                "--manifest",
                installation.demoManifest().toString(),
                "--device-count",
                Integer.toString(devices),
                "--device-memory",
                DEVICE_MEMORY,
                "--costs",
                "estimated",
                "--out",
                directory.toString());
    }

    /**
     * Publishes the plan on the stack's runners, in their order; returns once it is active.
     *
     * @throws CommandException if the planner or a runner refuses it
     */
    public static void publish(Stack stack, Path directory) {
        List<String> arguments = new ArrayList<>(
                List.of(directory.toString(), "--mqtt", stack.mqttUrl().toString()));
        for (int i = 0; i < stack.runners().size(); i++) {
            RunnerPart runner = stack.runners().get(i);
            arguments.addAll(List.of("--bind", "d" + i + "=" + runner.device()));
        }
        run(new PublishCommand(), arguments.toArray(String[]::new));
    }

    private static void run(Object command, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int exitCode = CommandRunner.of(command).setOut(writer).setErr(writer).execute(arguments);
        if (exitCode != ExitCode.DONE.number()) {
            ExitCode code = Stream.of(ExitCode.values())
                    .filter(c -> c.number() == exitCode)
                    .findFirst()
                    .orElse(ExitCode.CHECK_FAILED);
            String last = said.toString().lines().reduce("", (before, line) -> line);
            throw new CommandException(code, "the demo's model: " + last);
        }
    }
}

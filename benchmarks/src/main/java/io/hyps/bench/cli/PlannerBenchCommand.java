package io.hyps.bench.cli;

import io.hyps.bench.planner.PlannerBench;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.terminal.Answer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps bench planner}. */
@Command(
        name = "planner",
        description = "Planning time by graph and devices, and how far plans are from the best of all.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 done, 1 a plan was not as good as it claimed, 2 bad usage."})
final class PlannerBenchCommand implements Callable<Integer> {
    private static final int MOST_INSTANCES = 1_000_000;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description =
                    "How many small random planning problems to solve by brute force as well, to see whether plans"
                            + " are as good as they claim; 0 for none (default: ${DEFAULT-VALUE}).")
    private int instances = 1_000;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() {
        if (instances < 0 || instances > MOST_INSTANCES) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, "--instances is " + instances + ": use 0 to " + MOST_INSTANCES);
        }
        PlannerBench bench = PlannerBench.run(instances, step -> answer.errors().line("  " + step));
        if (answer.isJson()) {
            answer.document(bench);
        } else {
            PlannerTables.print(bench, answer.screen());
        }
        return (bench.isAsClaimed() ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
    }
}

package io.hyps.bench.cli;

import io.hyps.bench.simulation.SimulationCommand;
import io.hyps.stack.cli.AddedCommand;
import picocli.CommandLine.Command;

/** {@code hyps bench}: a command for each thing to measure. */
@Command(
        name = "bench",
        description = "Measures: the planner's search, the simulation beside real runners.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PlannerBenchCommand.class, SimulationCommand.class})
public final class BenchCommand implements AddedCommand {}

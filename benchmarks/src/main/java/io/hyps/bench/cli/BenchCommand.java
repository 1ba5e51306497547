package io.hyps.bench.cli;

import io.hyps.bench.gateway.GatewayBenchCommand;
import io.hyps.bench.growth.GrowthCommand;
import io.hyps.bench.kernels.KernelsCommand;
import io.hyps.bench.links.LinksCommand;
import io.hyps.bench.memory.LeaksCommand;
import io.hyps.bench.memory.MemoryCommand;
import io.hyps.bench.pipeline.PipelineCommand;
import io.hyps.bench.simulation.SimulationCommand;
import io.hyps.bench.transport.TransportCommand;
import io.hyps.stack.cli.AddedCommand;
import picocli.CommandLine.Command;

/** {@code hyps bench}: a command for each thing to measure. */
@Command(
        name = "bench",
        description =
                "Measures: the pipeline, transport, the planner's search, the simulation beside real runners, runners with little memory and for long, slow links, gateways, what growth costs, kernels.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PipelineCommand.class,
            TransportCommand.class,
            PlannerBenchCommand.class,
            SimulationCommand.class,
            MemoryCommand.class,
            LeaksCommand.class,
            LinksCommand.class,
            GatewayBenchCommand.class,
            GrowthCommand.class,
            KernelsCommand.class
        })
public final class BenchCommand implements AddedCommand {}

package io.hyps.bench.growth;

import picocli.CommandLine.Command;

/** {@code hyps bench growth}: what more partitions and more sensors cost. */
@Command(
        name = "growth",
        description = "Measures what more partitions and more sensors cost: a table and a plot each.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PartitionsCommand.class, SensorsCommand.class})
public final class GrowthCommand {}

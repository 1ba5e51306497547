package io.hyps.planner.cli;

import io.hyps.planner.encoding.Carriages;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.simulate.Load;
import io.hyps.planner.simulate.Outcome;
import io.hyps.planner.simulate.Simulation;
import io.hyps.planner.simulate.Site;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.Contention;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.SliceRuns;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.Residency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Simulates a plan on devices that are not there: latency, throughput, how busy each device is.",
        footer = {"", "Exit codes: 0 simulated, 2 bad input."})
public final class SimulateCommand implements Callable<Integer> {
    private static final int SAMPLES = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    @Parameters(index = "0", paramLabel = "DIR", description = "A folder that 'hyps plan' wrote.")
    private Path folder = Path.of("");

    @Option(names = "--frames", paramLabel = "N", description = "How many frames come (${DEFAULT-VALUE}).")
    private int frames = 1000;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            description = "How many come a second, by chance (default: as many as the devices take).")
    private @Nullable String rate;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "The most under way at once (default: two for each device).")
    private @Nullable Integer inFlight;

    @Option(
            names = "--devices",
            paramLabel = "FILE.yaml",
            description = "Speed and bandwidth of the plan's devices (default: as fast as this machine, no limit).")
    private @Nullable Path devices;

    @Option(
            names = "--message-ms",
            paramLabel = "MS",
            description = "What a message takes from publish to delivery, beside its bytes (${DEFAULT-VALUE}).")
    private double messageMs = 0.5;

    @Option(
            names = "--shared-cores",
            paramLabel = "N",
            description =
                    "All devices are processes of one machine with so many cores, as in a demo; how much they slow"
                            + " one another is measured here (default: each device has a processor of its own).")
    private int sharedCores;

    @Option(names = "--json", description = "Prints one JSON document and nothing else.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public SimulateCommand() {}

    @Override
    public Integer call() {
        return Failures.run(() -> {
            Load load = Load.of(frames, Rate.parse(rate), inFlight == null ? 1 : inFlight);
            Site.ofOneMachine(messageMs * NANOS_PER_MILLI, sharedCores, 0); // refuses before anything runs
            PlanFolder opened = PlanFolder.open(folder);
            Plan plan = opened.plan();
            if (plan.residency() == Residency.TURNS) {
                throw new CommandException(
                        ExitCode.BAD_INPUT,
                        folder
                                + " is a plan in turns, whose loading of weights is not simulated: plan with --residency resident");
            }
            List<DeviceSpec> specs = specs(plan);
            Terminal terminal = Terminal.of(spec);
            if (!json) {
                terminal.progress("running " + plan.partitions().size() + " slices here for their times");
            }
            SliceRuns slices = SliceRuns.of(opened, RandomInputs.of(plan, SAMPLES, 1));
            Load whole = inFlight == null ? load.withInFlight(2 * plan.devices().size()) : load;
            Site site = site(opened, slices, terminal);
            Outcome outcome = Simulation.of(
                            plan, slices.partitionNanos(), Carriages.measure(plan, slices.tensors()), specs, site)
                    .run(whole);
            SimulationReport report = SimulationReport.of(plan, whole, outcome);
            terminal.print(json ? Json.encodeIndented(report) : SimulationText.of(report));
            return ExitCode.DONE.number();
        });
    }

    private Site site(PlanFolder opened, SliceRuns slices, Terminal terminal) throws SessionException {
        double messageNanos = messageMs * NANOS_PER_MILLI;
        if (sharedCores == 0) {
            return Site.ofDevices(messageNanos);
        }
        int together = Math.min(sharedCores, Runtime.getRuntime().availableProcessors());
        if (!json) {
            terminal.progress("running " + together + " slices at once, to see how much they slow one another");
        }
        return Site.ofOneMachine(messageNanos, sharedCores, Contention.slowdown(opened, slices, together));
    }

    private List<DeviceSpec> specs(Plan plan) throws MalformedMessageException, IOException {
        if (devices == null) {
            return plan.devices().stream()
                    .map(id -> new DeviceSpec(id, Long.MAX_VALUE, 1, 0))
                    .toList();
        }
        List<DeviceSpec> known = DevicesFile.read(devices);
        Set<String> ids = known.stream().map(DeviceSpec::id).collect(Collectors.toSet());
        for (String id : plan.devices()) {
            if (!ids.contains(id)) {
                throw new MalformedMessageException(devices + " does not have device '" + id + "' of the plan: add it");
            }
        }
        return known;
    }
}

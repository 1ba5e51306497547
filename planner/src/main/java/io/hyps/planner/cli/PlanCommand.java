package io.hyps.planner.cli;

import io.hyps.planner.CostSource;
import io.hyps.planner.PlanChoices;
import io.hyps.planner.PlanOutcome;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.encoding.EncodingChoice;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Split;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Residency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Cuts a model into partitions that fit the devices, and writes plan and slices.",
        footer = {"", "Exit codes: 0 planned, 1 slices differ from the model, 2 bad input, 3 does not fit."})
public final class PlanCommand implements Callable<Integer> {
    private static final int MOST_DEVICES = 10_000;
    private static final int MOST_SAMPLES = 10_000;

    @Parameters(index = "0", paramLabel = "MODEL.onnx", description = "The model.")
    private Path model = Path.of("");

    @Option(
            names = "--devices",
            paramLabel = "FILE.yaml|live",
            description = "The devices: a file, or 'live' for those online at the broker.")
    private @Nullable String devices;

    @Option(names = "--device-count", paramLabel = "N", description = "So many equal devices, d0 to dN-1.")
    private @Nullable Integer deviceCount;

    @Option(names = "--device-memory", paramLabel = "SIZE", description = "What each may use, such as 64MiB.")
    private @Nullable ByteSize deviceMemory;

    @Option(
            names = "--objective",
            paramLabel = "throughput|latency|memory",
            description = "What to be good at (default: ${DEFAULT-VALUE}).")
    private Objective objective = Objective.MEMORY;

    @Option(
            names = "--residency",
            paramLabel = "resident|turns",
            description = {
                "Which weights a device holds at once: all of its partitions', or one partition's after another",
                "(default: ${DEFAULT-VALUE})."
            })
    private Residency residency = Residency.RESIDENT;

    @Option(
            names = "--input-shape",
            paramLabel = "NAME=1x3x224x224",
            description = "An input's shape, where the model leaves dimensions open.")
    private List<String> inputShapes = List.of();

    @Option(
            names = "--split",
            paramLabel = "NODE=channel:4|FIRST..LAST=tile:2x2",
            description = "A layer or block to split in any case; others are split where that pays.")
    private List<String> splits = List.of();

    @Option(
            names = "--costs",
            paramLabel = "profiled|estimated",
            description = {
                "Times and workspace: from running the model here, once, or from shapes alone",
                "(default: ${DEFAULT-VALUE})."
            })
    private CostSource costs = CostSource.PROFILED;

    @Option(
            names = "--encodings",
            paramLabel = "none|lossless|float16|int8|auto",
            description = {
                "How tensors may travel between devices, where that pays by their bandwidth",
                "(default: ${DEFAULT-VALUE})."
            })
    private EncodingChoice.Mode encodings = EncodingChoice.Mode.NONE;

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description = "What outputs may lose by that, of their largest element (${DEFAULT-VALUE}).")
    private double tolerance = EncodingChoice.NONE.tolerance();

    @Option(
            names = "--max-batch",
            paramLabel = "K",
            description = {
                "Frames that a partition may compute at once under load, where model and memory allow it",
                "(default: ${DEFAULT-VALUE})."
            })
    private int maxBatch = 1;

    @Option(names = "--losses", description = "Plans and verifies for the loss of each single device too.")
    private boolean losses;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "What the model does not say of itself (default: MODEL.manifest.yaml, if there).")
    private @Nullable Path manifest;

    @Option(names = "--samples", paramLabel = "N", description = "Random inputs to verify with (${DEFAULT-VALUE}).")
    private int samples = 3;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Prints one JSON document and nothing else.")
    private boolean json;

    @Mixin
    private final BrokerOptions broker;

    @Spec
    private @Nullable CommandSpec spec;

    public PlanCommand() {
        this(new BrokerOptions());
    }

    PlanCommand(BrokerOptions broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() {
        return Failures.run(() -> {
            if (samples < 1 || samples > MOST_SAMPLES) {
                throw new CommandException(
                        ExitCode.BAD_INPUT, "--samples is " + samples + ": use 1 to " + MOST_SAMPLES);
            }
            if (maxBatch < 1 || maxBatch > Partition.MOST_FRAMES) {
                throw new CommandException(
                        ExitCode.BAD_INPUT, "--max-batch is " + maxBatch + ": use 1 to " + Partition.MOST_FRAMES);
            }
            if (!(tolerance > 0 && tolerance <= 1)) {
                throw new CommandException(
                        ExitCode.BAD_INPUT, "--tolerance is " + tolerance + ": use a share above 0, up to 1");
            }
            PlanRequest request = new PlanRequest(
                    model,
                    ManifestFile.find(manifest, model),
                    deviceSpecs(),
                    choices(),
                    InputShapes.parse(inputShapes),
                    samples,
                    out);
            Terminal terminal = Terminal.of(spec);
            PlanOutcome outcome =
                    Planner.create(json ? step -> {} : terminal::progress).plan(request);
            return print(outcome, terminal).number();
        });
    }

    private ExitCode print(PlanOutcome outcome, Terminal terminal) {
        if (outcome instanceof PlanOutcome.Feasible feasible) {
            terminal.print(
                    json ? Json.encodeIndented(feasible.report()) : PlanText.of(feasible.report(), feasible.folder()));
            boolean different = feasible.report().losses().stream().anyMatch(loss -> loss.difference() != null);
            return different ? ExitCode.CHECK_FAILED : ExitCode.DONE;
        }
        if (outcome instanceof PlanOutcome.Infeasible infeasible) {
            terminal.print(
                    json ? Json.encodeIndented(infeasible.report()) : PlanText.of(infeasible.report(), residency));
            return ExitCode.INFEASIBLE;
        }
        if (outcome instanceof PlanOutcome.Different different) {
            throw new CommandException(
                    ExitCode.CHECK_FAILED,
                    "nothing was written: "
                            + different.verification().beyondTolerance().orElse("the slices differ"));
        }
        throw new IllegalStateException("no text for " + outcome);
    }

    private PlanChoices choices() {
        return new PlanChoices(
                objective,
                residency,
                splits.stream().map(Split::parse).toList(),
                costs,
                losses,
                new EncodingChoice(encodings, tolerance),
                maxBatch);
    }

    private List<DeviceSpec> deviceSpecs() throws MalformedMessageException, IOException, InterruptedException {
        requireOneKindOfDevices();
        if (deviceCount != null && deviceMemory != null) {
            return counted(deviceCount, deviceMemory);
        }
        if (!"live".equals(devices)) {
            return DevicesFile.read(Path.of(String.valueOf(devices)));
        }
        try (MqttLink link = broker.connect()) {
            List<DeviceSpec> live = LiveDevices.ask(link);
            if (live.isEmpty()) {
                throw new CommandException(
                        ExitCode.UNREACHABLE, "no device is online at the broker: start runners with 'hyps runner'");
            }
            return live;
        }
    }

    private void requireOneKindOfDevices() {
        boolean counted = deviceCount != null || deviceMemory != null;
        if (devices != null && counted) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    "--devices and " + (deviceCount != null ? "--device-count" : "--device-memory")
                            + " exclude each other: leave one out");
        }
        if (counted && (deviceCount == null || deviceMemory == null)) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    deviceCount == null
                            ? "--device-memory needs --device-count N beside it"
                            : "--device-count needs --device-memory SIZE beside it");
        }
        if (devices == null && !counted) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    "say which devices: --devices FILE.yaml, --devices live, or --device-count N --device-memory SIZE");
        }
    }

    private static List<DeviceSpec> counted(int count, ByteSize memory) {
        if (count < 1 || count > MOST_DEVICES) {
            throw new CommandException(ExitCode.BAD_INPUT, "--device-count is " + count + ": use 1 to " + MOST_DEVICES);
        }
        if (memory.bytes() == 0) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, "--device-memory is 0: say what each device may use, such as 64MiB");
        }
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memory.bytes(), 1, 0))
                .toList();
    }
}

package io.hyps.bench.pipeline;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.broker.BenchLink;
import io.hyps.bench.process.Heap;
import io.hyps.bench.whole.Form;
import io.hyps.bench.whole.WholeModel;
import io.hyps.planner.CostSource;
import io.hyps.planner.PlanChoices;
import io.hyps.planner.PlanOutcome;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Plan;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.terminal.Answer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hyps bench pipeline}: the whole model and the pipeline in turn, in one run. */
@Command(
        name = "pipeline",
        description = "Runs a model whole and as a pipeline of runners, a process each, in turn on this machine.",
        mixinStandardHelpOptions = true)
public final class PipelineCommand implements Callable<Integer> {
    private static final ByteSize RUNNER_BASE = ByteSize.parse("512MiB");

    @Parameters(paramLabel = "MODEL.onnx", description = "the model")
    private Path model = Path.of("");

    @Option(names = "--runners", paramLabel = "N", required = true, description = "how many devices to plan for")
    private int runners;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description = "that compute an operator, of each runner and of the whole model (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--frames",
            paramLabel = "F",
            defaultValue = "30",
            description = "in each turn (default: ${DEFAULT-VALUE})")
    private int frames;

    @Option(names = "--rounds", paramLabel = "R", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "300",
            description = "frames before the first round; Java compiles what has run some 200 times"
                    + " (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--in-flight",
            paramLabel = "K",
            description = "frames under way while the throughput is taken (default: twice the runners)")
    private @Nullable Integer inFlight;

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description =
                    "a broker that is there (default: Mosquitto is started if it is installed, else the embedded one)")
    private @Nullable URI mqtt;

    @Option(
            names = "--objective",
            description = "of the plan: ${COMPLETION-CANDIDATES} (default: two plans, one for latency and one for"
                    + " throughput, each measured at what it is for)")
    private @Nullable Objective objective;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            description = "that partitions may use on a device (default: nine tenths of the model's file, so that none"
                    + " takes all of it)")
    private @Nullable ByteSize deviceMemory;

    @Option(names = "--plan", paramLabel = "DIR", description = "a plan of the model, instead of planning")
    private @Nullable Path plan;

    @Option(
            names = "--runner-java-options",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "for the runners' JVMs, such as those that record a profile")
    private String javaOptions = "";

    @Option(
            names = "--python",
            description =
                    "for VGG16: beside a pipeline of Python processes with the same weights, on the same broker (Debian:"
                            + " python3-torch, python3-paho-mqtt, libopenblas0)")
    private boolean python;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws Exception {
        check();
        Heap.useOnce();
        Path work = Files.createTempDirectory("hyps-bench-");
        try (BenchBroker broker = mqtt == null ? BenchBroker.usual(work.resolve("mqtt")) : BenchBroker.given(mqtt)) {
            PipelineReport report = measure(broker, work);
            if (answer.isJson()) {
                answer.document(report);
            } else {
                PipelineText.print(answer.screen(), report);
            }
            return 0;
        } catch (MalformedMessageException | BadModelException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private void check() {
        if (!Files.isRegularFile(model)) {
            throw new CommandException(ExitCode.BAD_INPUT, "there is no model file " + model);
        }
        if (threads < 1 || frames < 1 || rounds < 1 || warmUp < 1 || (inFlight != null && inFlight < 1)) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, "--threads, --frames, --rounds, --warm-up and --in-flight must be 1 or more");
        }
        try {
            StackOptions.requireRunners(runners);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "--runners: " + e.getMessage(), e);
        }
    }

    private PipelineReport measure(BenchBroker broker, Path work) throws Exception {
        ByteSize memory = deviceMemory == null ? new ByteSize(Files.size(model) / 10 * 9) : deviceMemory;
        Optional<Path> beside = python ? Optional.of(work.resolve("weights.f32")) : Optional.empty();
        if (beside.isPresent()) {
            VggWeights.write(model, beside.get());
        }
        if (plan != null) {
            return measure(PlanFolder.open(plan), memory, broker, beside, work);
        }
        if (objective != null) {
            return measure(planned(broker, memory, objective, work.resolve("plan")), memory, broker, beside, work);
        }
        PlanFolder balanced = planned(broker, memory, Objective.THROUGHPUT, work.resolve("throughput"));
        PlanFolder shortest = planned(broker, memory, Objective.LATENCY, work.resolve("latency"));
        answer.errors().line("  the plan for throughput");
        PipelineReport loaded = measure(balanced, memory, broker, beside, work.resolve("loaded"));
        if (isSame(balanced.plan(), shortest.plan())) {
            return loaded;
        }
        answer.errors().line("  the plan for latency");
        return loaded.withLatencyOf(measure(shortest, memory, broker, Optional.empty(), work.resolve("alone")));
    }

    /** Whether the same is computed at the same places, whatever was sought. */
    private static boolean isSame(Plan one, Plan other) {
        return one.partitions().equals(other.partitions());
    }

    /** @param weights for Python processes that take turns too */
    private PipelineReport measure(
            PlanFolder folder, ByteSize memory, BenchBroker broker, Optional<Path> weights, Path work)
            throws Exception {
        int devices = (int) folder.plan().partitions().stream()
                .flatMap(partition -> partition.replicas().stream())
                .distinct()
                .count();
        int underWay = inFlight == null ? 2 * devices : inFlight;
        Files.createDirectories(work);
        PipelineTrial trial =
                new PipelineTrial(folder, model, broker, new PipelineTrial.Load(frames, rounds, underWay, warmUp));
        answer.errors().line("  starting " + devices + " runners");
        StackOptions options = StackOptions.of(work.resolve("run"))
                .withRunners(devices, new ByteSize(memory.bytes() + RUNNER_BASE.bytes()))
                .withRunnerPrefix(environment())
                .withMqtt(broker.url())
                .withoutGateway();
        try (Stack stack = Stack.start(options, (what, detail, took) -> {});
                WholeModel defaults = WholeModel.start(model, Form.DEFAULTS, threads, work.resolve("defaults"));
                WholeModel best = WholeModel.start(model, Form.BEST, threads, work.resolve("best"));
                PythonPipeline beside = weights.isPresent()
                        ? PythonPipeline.start(broker, underWay, trial.task(weights.get()), work)
                        : null) {
            answer.errors().line("  taking turns");
            PipelineTrial.Rivals rivals = new PipelineTrial.Rivals(defaults, best, Optional.ofNullable(beside));
            PipelineTrial.Result result =
                    trial.run(stack, rivals, step -> answer.errors().line("  " + step));
            return report(folder, broker, devices, underWay, result);
        }
    }

    private PlanFolder planned(BenchBroker broker, ByteSize memory, Objective sought, Path directory) throws Exception {
        long bandwidth;
        try (MqttLink link = BenchLink.open(broker.url())) {
            double nanosPerByte = Echo.nanosPerByte(link);
            // half of what a byte costs on its way out, half on its way in
            bandwidth = nanosPerByte == 0 ? 0 : Math.round(2e9 / nanosPerByte);
        }
        List<DeviceSpec> devices = IntStream.range(0, runners)
                .mapToObj(i -> new DeviceSpec("d" + i, memory.bytes(), 1, bandwidth))
                .toList();
        PlanOutcome outcome = Planner.create(step -> answer.errors().line("  " + step))
                .plan(PlanRequest.of(model, devices, sought, directory)
                        .withChoices(PlanChoices.of(sought).withCosts(CostSource.PROFILED)));
        if (outcome instanceof PlanOutcome.Feasible) {
            return PlanFolder.open(directory);
        }
        throw new CommandException(
                ExitCode.INFEASIBLE,
                "no plan for " + runners + " devices of " + memory
                        + ": give them more with --device-memory, or take more");
    }

    /** What stands before a runner's command. */
    private List<String> environment() {
        List<String> words = new ArrayList<>(List.of("env", "HYPS_RUNNER_THREADS=" + threads));
        if (!javaOptions.isEmpty()) {
            words.add("JAVA_TOOL_OPTIONS=" + javaOptions);
        }
        return words;
    }

    private PipelineReport report(
            PlanFolder folder, BenchBroker broker, int devices, int underWay, PipelineTrial.Result result) {
        PipelineReport.WholeForm faster =
                result.best().latencyMsP50() < result.defaults().latencyMsP50() ? result.best() : result.defaults();
        PipelineReport.Distributed pipeline = result.pipeline();
        return new PipelineReport(
                folder.plan().model().name(),
                folder.plan().objective(),
                broker.name(),
                devices,
                threads,
                frames,
                rounds,
                underWay,
                PipelineTrial.hops(folder.plan()),
                PipelineTrial.bytesPerFrame(folder.plan()),
                result.partitions(),
                new PipelineReport.Whole(
                        faster.latencyMsP50(),
                        faster.throughputPerSecond(),
                        faster.peakRssBytes(),
                        faster.processorSecondsPerFrame(),
                        result.defaults(),
                        result.best()),
                pipeline,
                pipeline.latencyMsP50() / faster.latencyMsP50(),
                pipeline.throughputPerSecond() / faster.throughputPerSecond(),
                pipeline.processorSecondsPerFrame() / faster.processorSecondsPerFrame(),
                result.python().orElse(null),
                null);
    }
}

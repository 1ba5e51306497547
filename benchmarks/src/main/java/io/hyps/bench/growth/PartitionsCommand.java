package io.hyps.bench.growth;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.pipeline.AnswerCheck;
import io.hyps.bench.process.Heap;
import io.hyps.bench.process.Machine;
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
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.terminal.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hyps bench growth partitions}: the same model in ever more partitions. */
@Command(
        name = "partitions",
        description = "Runs a model in ever more partitions, each on a runner of its own with one thread, in turns.",
        mixinStandardHelpOptions = true)
final class PartitionsCommand implements Callable<Integer> {
    /** What a runner may use beside the model's parts: copies of all plans, tensors under way. */
    private static final ByteSize RUNNER_BASE = ByteSize.parse("1GiB");

    @Parameters(paramLabel = "MODEL.onnx", description = "the model, in one file")
    private Path model = Path.of("");

    @Option(
            names = "--partitions",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "1,2,4,8,16",
            description = "default: ${DEFAULT-VALUE}; ratios are to the first")
    private List<Integer> partitions = List.of();

    @Option(
            names = "--frames",
            paramLabel = "F",
            defaultValue = "20",
            description = "in each turn (default: ${DEFAULT-VALUE})")
    private int frames;

    @Option(names = "--rounds", paramLabel = "R", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "200",
            description = "frames of each plan before the first round (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "where to draw the ratios")
    private @Nullable Path plot;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws Exception {
        check();
        Heap.useOnce();
        Path work = Files.createTempDirectory("hyps-bench-");
        try (BenchBroker broker = BenchBroker.usual(work.resolve("mqtt"))) {
            PartitionsReport report = measure(broker, work);
            if (answer.isJson()) {
                answer.document(report);
            } else {
                GrowthText.print(answer.screen(), report);
            }
            if (plot != null) {
                GrowthPlots.write(plot, report);
            }
            return ExitCode.DONE.number();
        } catch (BadModelException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private void check() {
        if (!Files.isRegularFile(model)) {
            throw new CommandException(ExitCode.BAD_INPUT, "there is no model file " + model);
        }
        if (frames < 1 || rounds < 1 || warmUp < 1) {
            throw new CommandException(ExitCode.BAD_INPUT, "--frames, --rounds and --warm-up must be 1 or more");
        }
        try {
            partitions.forEach(StackOptions::requireRunners);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "--partitions: " + e.getMessage(), e);
        }
    }

    private PartitionsReport measure(BenchBroker broker, Path work) throws Exception {
        List<PlanFolder> plans = new ArrayList<>();
        for (int count : partitions) {
            plans.add(planned(count, work));
        }
        int runners = partitions.stream().mapToInt(Integer::intValue).max().orElseThrow();
        answer.errors().line("  starting " + runners + " runners");
        StackOptions options = StackOptions.of(work.resolve("run"))
                .withRunners(runners, new ByteSize(2 * Files.size(model) + RUNNER_BASE.bytes()))
                .withRunnerPrefix(List.of("env", "HYPS_RUNNER_THREADS=1"))
                .withMqtt(broker.url())
                .withoutGateway();
        AnswerCheck check = AnswerCheck.of(model, plans.get(0).plan());
        try (Stack stack = Stack.start(options, (what, detail, took) -> {})) {
            List<PartitionsReport.Row> rows = new PartitionsTrial(
                            stack, broker, check, new PartitionsTrial.Load(frames, rounds, warmUp))
                    .run(plans, step -> answer.errors().line("  " + step));
            return new PartitionsReport(
                    String.valueOf(model.getFileName()),
                    broker.name(),
                    Machine.describe(),
                    frames,
                    rounds,
                    check.maxAbsDiff(),
                    rows);
        }
    }

    /** For the least memory on any of as many equal devices, which leaves none without a part. */
    private PlanFolder planned(int count, Path work) throws Exception {
        answer.errors().line("  planning " + count + " partitions");
        // a name of its own, so that all plans can be active
        Path named = Files.createSymbolicLink(work.resolve("growth-" + count + ".onnx"), model.toAbsolutePath());
        long memory = 2 * Files.size(model) + RUNNER_BASE.bytes();
        List<DeviceSpec> devices = IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memory, 1, 0))
                .toList();
        PlanOutcome outcome = Planner.create()
                .plan(PlanRequest.of(named, devices, Objective.MEMORY, work.resolve("plan-" + count))
                        .withChoices(PlanChoices.of(Objective.MEMORY).withCosts(CostSource.PROFILED)));
        if (!(outcome instanceof PlanOutcome.Feasible feasible)) {
            throw new CommandException(ExitCode.INFEASIBLE, model + " cannot be planned for " + count + " devices");
        }
        int made = feasible.plan().partitions().size();
        if (made != count) {
            throw new CommandException(
                    ExitCode.INFEASIBLE,
                    model + " is best cut into " + made + " partitions where " + count
                            + " are asked for: leave that number out of --partitions");
        }
        return PlanFolder.open(feasible.folder());
    }
}

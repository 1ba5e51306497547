package io.hyps.bench.links;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.process.Heap;
import io.hyps.planner.CostSource;
import io.hyps.planner.PlanChoices;
import io.hyps.planner.PlanOutcome;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.encoding.EncodingChoice;
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
import io.hyps.stack.terminal.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hyps bench links}: a pipeline on slow links, tensors raw and encoded, beside what the planner says. */
@Command(
        name = "links",
        description =
                "Runs a model on runners whose links the kernel slows down, with tensors raw and encoded."
                        + " Needs root, ip, tc and Mosquitto. Exit code 1 if an answer is further from the whole model's than tolerated.",
        mixinStandardHelpOptions = true)
public final class LinksCommand implements Callable<Integer> {
    private static final ByteSize RUNNER_BASE = ByteSize.parse("512MiB");
    private static final long BITS_PER_MEGABIT = 1_000_000;
    private static final int BITS_PER_BYTE = 8;
    private static final double BYTES_PER_MB = 1e6;

    @Parameters(paramLabel = "MODEL.onnx", description = "the model")
    private Path model = Path.of("");

    @Option(names = "--runners", paramLabel = "N", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
    private int runners;

    @Option(
            names = "--rates",
            paramLabel = "MBIT,...",
            split = ",",
            defaultValue = "100,20",
            description = "of each runner's link in each direction, in Mbit/s (default: ${DEFAULT-VALUE})")
    private List<Integer> rates = List.of();

    @Option(
            names = "--encodings",
            paramLabel = "MODE,...",
            split = ",",
            defaultValue = "lossless,float16,int8,auto",
            description = "beside raw: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private List<EncodingChoice.Mode> modes = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "what outputs may lose, of their largest element (default: ${DEFAULT-VALUE})")
    private double tolerance;

    @Option(names = "--frames", paramLabel = "F", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
    private int frames;

    @Option(
            names = "--objective",
            defaultValue = "throughput",
            description = "of the plans: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Objective objective = Objective.THROUGHPUT;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            description = "that partitions may use on a device (default: nine tenths of the model's file)")
    private @Nullable ByteSize deviceMemory;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws Exception {
        if (!Files.isRegularFile(model)) {
            throw new CommandException(ExitCode.BAD_INPUT, "there is no model file " + model);
        }
        if (runners < 1 || frames < 1 || rates.stream().anyMatch(rate -> rate < 1)) {
            throw new CommandException(ExitCode.BAD_INPUT, "--runners, --frames and --rates must be 1 or more");
        }
        Heap.useOnce();
        Path work = Files.createTempDirectory("hyps-bench-");
        try (ShapedLinks links = ShapedLinks.open(runners)) {
            LinksReport report = measure(links, work);
            if (answer.isJson()) {
                answer.document(report);
            } else {
                print(report);
            }
            return report.isRight() ? ExitCode.DONE.number() : ExitCode.CHECK_FAILED.number();
        } catch (IOException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private LinksReport measure(ShapedLinks links, Path work) throws Exception {
        ByteSize memory = deviceMemory == null ? new ByteSize(Files.size(model) / 10 * 9) : deviceMemory;
        List<LinksTrial.Planned> plans = plans(memory, work);
        try (BenchBroker broker = BenchBroker.mosquitto(work.resolve("mqtt"), ShapedLinks.BROKER_ADDRESS)) {
            StackOptions options = StackOptions.of(work.resolve("run"))
                    .withRunners(runners, new ByteSize(memory.bytes() + RUNNER_BASE.bytes()))
                    .withRunnerPrefix(links.prefix(work.resolve("taken")))
                    .withMqtt(broker.url())
                    .withoutGateway();
            try (Stack stack = Stack.start(options, (what, detail, took) -> {})) {
                LinksTrial trial =
                        new LinksTrial(stack, links, frames, model, plans.get(0).folder());
                List<LinksReport.Row> rows = new ArrayList<>();
                double rawMs = 0;
                for (LinksTrial.Planned planned : plans) {
                    answer.errors()
                            .line("  " + planned.bitsPerSecond() / BITS_PER_MEGABIT + " Mbit/s, "
                                    + planned.encodings());
                    boolean raw = planned.encodings().equals(EncodingChoice.Mode.NONE.toString());
                    LinksReport.Row row = trial.run(planned, raw ? 0 : rawMs);
                    rawMs = raw ? row.latencyMsP50() : rawMs;
                    rows.add(row);
                }
                links.release();
                return new LinksReport(plans.get(0).folder().plan().model().name(), runners, frames, rows);
            }
        }
    }

    /** Of each rate first that with all tensors raw. */
    private List<LinksTrial.Planned> plans(ByteSize memory, Path work) throws Exception {
        List<EncodingChoice.Mode> all = new ArrayList<>(List.of(EncodingChoice.Mode.NONE));
        all.addAll(modes);
        List<LinksTrial.Planned> plans = new ArrayList<>();
        for (int rate : rates) {
            long bitsPerSecond = rate * BITS_PER_MEGABIT;
            List<DeviceSpec> devices = IntStream.range(0, runners)
                    .mapToObj(i -> new DeviceSpec("d" + i, memory.bytes(), 1, bitsPerSecond / BITS_PER_BYTE))
                    .toList();
            for (EncodingChoice.Mode mode : all) {
                answer.errors().line("  planning for " + rate + " Mbit/s, " + mode);
                PlanOutcome outcome = Planner.create()
                        .plan(PlanRequest.of(model, devices, objective, work.resolve(rate + "-" + mode))
                                .withChoices(PlanChoices.of(objective)
                                        .withCosts(CostSource.PROFILED)
                                        .withEncodings(new EncodingChoice(mode, tolerance))));
                if (!(outcome instanceof PlanOutcome.Feasible feasible)) {
                    throw new CommandException(
                            ExitCode.INFEASIBLE, "no plan for " + runners + " devices of " + memory + ": give more");
                }
                plans.add(new LinksTrial.Planned(
                        bitsPerSecond, mode.toString(), PlanFolder.open(feasible.folder()), feasible.report()));
            }
        }
        return plans;
    }

    private void print(LinksReport report) {
        answer.screen()
                .heading(report.model() + " on " + report.runners() + " runners, a frame at a time, medians of "
                        + report.frames());
        Table table = Table.of(
                ">Mbit/s",
                "ENCODINGS",
                ">x RAW",
                ">x PREDICTED",
                ">PARTITIONS",
                ">ENCODED",
                ">MB A FRAME",
                ">PREDICTED ms",
                ">MEASURED ms",
                ">LOSS");
        for (LinksReport.Row row : report.rows()) {
            table.row(
                    Long.toString(row.bitsPerSecond() / BITS_PER_MEGABIT),
                    row.encodings(),
                    text("%.2f", row.ratio()),
                    text("%.2f", row.latencyMsP50() / row.predictedMs()),
                    Integer.toString(row.partitions()),
                    Integer.toString(row.encoded()),
                    text("%.3f", row.bytesPerFrame() / BYTES_PER_MB),
                    text("%.0f", row.predictedMs()),
                    text("%.0f", row.latencyMsP50()),
                    text("%.1e", row.maxRelDiff()));
        }
        answer.screen().table(table);
        if (!report.isRight()) {
            answer.screen().line("  an answer is further from the whole model's than the plan tolerates");
        }
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}

package io.hyps.bench.memory;

import io.hyps.bench.whole.Form;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.process.DirectoryTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps bench memory}: a plan on runners with a hard limit of memory, beside the same without. */
@Command(
        name = "memory",
        description =
                "Runs a plan on runners of which each has a hard limit of memory (a control group), and once without.",
        mixinStandardHelpOptions = true)
public final class MemoryCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;
    private static final ByteSize NO_WORRY = ByteSize.parse("4GiB");

    @Parameters(paramLabel = "DIR", description = "a plan's folder, as 'hyps plan' writes it")
    private Path directory = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "SIZE,...",
            split = ",",
            required = true,
            description = "the memory of each runner's process, file pages included; a row for each")
    private List<ByteSize> limits = List.of();

    @Option(
            names = "--budget",
            paramLabel = "SIZE",
            description =
                    "what the runners are told that they have (default: the limit, and twice that without one); more"
                            + " leaves them to the kernel's paging")
    private @Nullable ByteSize budget;

    @Option(names = "--frames", paramLabel = "F", defaultValue = "50", description = "default: ${DEFAULT-VALUE}")
    private int frames;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "1",
            description = "frames at once (default: ${DEFAULT-VALUE})")
    private int inFlight;

    @Option(names = "--runner-binary", paramLabel = "FILE", description = "a native runner (default: a JVM)")
    private @Nullable Path runnerBinary;

    @Option(
            names = "--paging",
            paramLabel = "DIR",
            description =
                    "a plan of the whole model as one partition: runs it under each limit first, left to the kernel's"
                            + " paging, in the form of an optimised copy, its pages dropped before")
    private @Nullable Path paging;

    @Option(
            names = "--cold",
            description =
                    "each runner has its program from a copy of its own that nobody has read, so that the pages of all"
                            + " its code count against its limit")
    private boolean cold;

    @Option(
            names = "--whole",
            description = "runs the whole model in a process without a limit too: at defaults, and at its best")
    private boolean besideWhole;

    @Option(names = "--no-reference", description = "leaves out the run without a limit")
    private boolean noReference;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (frames < 1 || inFlight < 1) {
            throw new CommandException(ExitCode.BAD_INPUT, "--frames and --in-flight must be 1 or more");
        }
        try {
            return measure();
        } catch (MalformedMessageException | IOException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private int measure() throws Exception {
        Path work = Files.createTempDirectory("hyps-bench-");
        try {
            MemoryTrial trial = trial(directory);
            out().println(String.join(", ", trial.what()));
            out().println("| | limit MiB | correct | killed | anonymous MiB | file MiB | peak MiB"
                    + " | p50 ms | ratio | ms a frame | ratio |");
            out().println("|---|---|---|---|---|---|---|---|---|---|---|");
            if (besideWhole) {
                print("whole, defaults", Optional.empty(), trial.whole(Form.DEFAULTS, work), Optional.empty());
                print("whole, its best", Optional.empty(), trial.whole(Form.BEST, work), Optional.empty());
            }
            return (paging == null ? besideNoLimit(trial, work) : besidePaging(trial, trial(paging), work)) ? 0 : 1;
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private MemoryTrial trial(Path folder) throws Exception {
        return new MemoryTrial(PlanFolder.open(folder), frames, inFlight, Optional.ofNullable(runnerBinary), cold);
    }

    private boolean besideNoLimit(MemoryTrial trial, Path work) throws Exception {
        Optional<MemoryTrial.Result> reference = Optional.empty();
        if (!noReference) {
            ByteSize told = budget == null ? new ByteSize(2 * limits.get(0).bytes()) : budget;
            reference = Optional.of(trial.run(told, Optional.empty(), work.resolve("free"), Optional.empty()));
            print("no limit", Optional.empty(), reference.get(), reference);
        }
        boolean all = true;
        for (ByteSize limit : limits) {
            MemoryTrial.Result result = trial.run(
                    budget == null ? limit : budget,
                    Optional.of(limit),
                    work.resolve(Long.toString(limit.bytes())),
                    Optional.empty());
            print("limited", Optional.of(limit), result, reference);
            all &= result.correct() == frames;
        }
        return all;
    }

    /** The runner makes its optimised copy without a limit, so that under one the kernel pages what computes fastest. */
    private boolean besidePaging(MemoryTrial trial, MemoryTrial whole, Path work) throws Exception {
        if (whole.folder().plan().partitions().size() != 1) {
            throw new IllegalArgumentException(
                    "--paging " + paging + ": the plan must have one partition, the whole model");
        }
        ByteSize told = budget == null ? NO_WORRY : budget;
        Path prepared = work.resolve("prepared");
        print(
                "whole, no limit",
                Optional.empty(),
                whole.run(told, Optional.empty(), work.resolve("whole"), Optional.of(prepared)),
                Optional.empty());
        boolean all = true;
        for (ByteSize limit : limits) {
            Path run = Files.createDirectory(work.resolve("whole-" + limit.bytes()));
            MemoryTrial.link(prepared, run.resolve(MemoryTrial.SLICES));
            ColdFiles.drop(ColdFiles.in(run));
            MemoryTrial.Result paged = whole.run(told, Optional.of(limit), run, Optional.empty());
            print("whole, the kernel's paging", Optional.of(limit), paged, Optional.of(paged));
            MemoryTrial.Result result =
                    trial.run(limit, Optional.of(limit), work.resolve(Long.toString(limit.bytes())), Optional.empty());
            print("the plan", Optional.of(limit), result, Optional.of(paged));
            all &= result.correct() == frames;
        }
        List<Path> weights = ColdFiles.in(trial.folder().folder().resolve(MemoryTrial.SLICES));
        out().println(String.format(
                Locale.ROOT,
                "cold sequential read of the plan's slices: %d ms",
                ColdFiles.read(weights).toMillis()));
        return all;
    }

    private void print(
            String what, Optional<ByteSize> limit, MemoryTrial.Result result, Optional<MemoryTrial.Result> reference) {
        Cgroup.Usage usage = result.usage();
        out().println(String.format(
                Locale.ROOT,
                "| %s | %s | %d of %d | %d | %s | %s | %s | %.0f | %s | %.0f | %s |",
                what,
                limit.map(size -> mebibytes(size.bytes())).orElse("none"),
                result.correct(),
                frames,
                usage.killed(),
                mebibytes(usage.anonymousBytes()),
                mebibytes(usage.fileBytes()),
                mebibytes(usage.peakBytes()),
                result.p50Ms(),
                ratio(result.p50Ms(), reference.map(MemoryTrial.Result::p50Ms)),
                result.frameMs(),
                ratio(result.frameMs(), reference.map(MemoryTrial.Result::frameMs))));
        result.problem().ifPresent(problem -> out().println("<!-- " + problem + " -->"));
        out().flush();
    }

    private static String ratio(double millis, Optional<Double> reference) {
        return reference
                .map(against -> String.format(Locale.ROOT, "%.2f", millis / against))
                .orElse("");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / MEBIBYTE);
    }
}

package io.hyps.bench.memory;

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
        PrintWriter out = spec.commandLine().getOut();
        Path work = Files.createTempDirectory("hyps-bench-");
        boolean all = true;
        try {
            MemoryTrial trial =
                    new MemoryTrial(PlanFolder.open(directory), frames, inFlight, Optional.ofNullable(runnerBinary));
            out.println(String.join(", ", trial.what()));
            out.println("| limit MiB | correct | killed | anonymous MiB | file MiB | peak MiB | p50 ms | ratio |");
            out.println("|---|---|---|---|---|---|---|---|");
            double reference = Double.NaN;
            if (!noReference) {
                ByteSize told = budget == null ? new ByteSize(2 * limits.get(0).bytes()) : budget;
                MemoryTrial.Result free = trial.run(told, Optional.empty(), work.resolve("free"));
                reference = free.p50Ms();
                print(out, "none", free, reference);
            }
            for (ByteSize limit : limits) {
                ByteSize told = budget == null ? limit : budget;
                MemoryTrial.Result result =
                        trial.run(told, Optional.of(limit), work.resolve(Long.toString(limit.bytes())));
                print(out, mebibytes(limit.bytes()), result, reference);
                all &= result.correct() == frames;
            }
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
        return all ? 0 : 1;
    }

    private void print(PrintWriter out, String limit, MemoryTrial.Result result, double reference) {
        Cgroup.Usage usage = result.usage();
        out.println(String.format(
                Locale.ROOT,
                "| %s | %d of %d | %d | %s | %s | %s | %.0f | %.2f |",
                limit,
                result.correct(),
                frames,
                usage.killed(),
                mebibytes(usage.anonymousBytes()),
                mebibytes(usage.fileBytes()),
                mebibytes(usage.peakBytes()),
                result.p50Ms(),
                result.p50Ms() / reference));
        result.problem().ifPresent(problem -> out.println("<!-- " + problem + " -->"));
        out.flush();
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / MEBIBYTE);
    }
}

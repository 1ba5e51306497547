package io.hyps.bench.memory;

import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.DirectoryTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps bench leaks}: what runners hold as frames and changes of the plan go by. */
@Command(
        name = "leaks",
        description = "Runs frames, then changes the plan again and again, and shows what the runners hold meanwhile.",
        mixinStandardHelpOptions = true)
public final class LeaksCommand implements Callable<Integer> {
    private static final double MEGABYTE = 1e6;
    private static final int READINGS = 10;

    /** Of the plans, before the first reading: each has been loaded and left. */
    private static final int ROUNDS_BEFORE = 3;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description = "plans of one model; frames run on the first, changes go round all")
    private List<Path> directories = List.of();

    @Option(names = "--frames", paramLabel = "F", defaultValue = "10000", description = "default: ${DEFAULT-VALUE}")
    private int frames;

    @Option(
            names = "--warm-up",
            paramLabel = "F",
            defaultValue = "3000",
            description = "frames before the first reading (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "8",
            description = "frames at once (default: ${DEFAULT-VALUE})")
    private int inFlight;

    @Option(
            names = "--changes",
            paramLabel = "N",
            defaultValue = "100",
            description = "of the plan, with a frame after each (default: ${DEFAULT-VALUE})")
    private int changes;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "160MiB",
            description = "each runner's budget (default: ${DEFAULT-VALUE})")
    private ByteSize memory = ByteSize.parse("160MiB");

    @Option(names = "--runner-binary", paramLabel = "FILE", description = "a native runner (default: a JVM)")
    private @Nullable Path runnerBinary;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (frames < READINGS || changes < READINGS || inFlight < 1 || warmUp < 1) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    "--frames and --changes must be " + READINGS + " or more, --in-flight and --warm-up 1 or more");
        }
        try {
            measure();
            return 0;
        } catch (MalformedMessageException | IOException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private void measure() throws Exception {
        List<PlanFolder> plans = new ArrayList<>();
        for (Path directory : directories) {
            plans.add(PlanFolder.open(directory));
        }
        int devices = plans.stream().mapToInt(MemoryTrial::devices).max().orElseThrow();
        Path work = Files.createTempDirectory("hyps-bench-");
        StackOptions options = StackOptions.of(work.resolve("run"))
                .withRunners(devices, memory)
                .withoutGateway();
        try (Stack stack = Stack.start(
                runnerBinary == null ? options : options.withRunnerBinary(runnerBinary), (what, detail, took) -> {})) {
            LeaksTrial trial = new LeaksTrial(stack, plans);
            PublishedPlan plan = trial.change();
            trial.frames(plan, warmUp, inFlight);
            header("frames");
            readings(trial, "frame", frames, count -> trial.frames(plan, count, inFlight));
            Work change = count -> {
                for (int i = 0; i < count; i++) {
                    trial.frames(trial.change(), 1, 1);
                }
            };
            change.run(ROUNDS_BEFORE * plans.size());
            header("changes");
            readings(trial, "change", changes, change);
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private interface Work {
        void run(int count) throws Exception;
    }

    private void readings(LeaksTrial trial, String unit, int total, Work work) throws Exception {
        SimpleRegression all = new SimpleRegression();
        SimpleRegression lastHalf = new SimpleRegression();
        int done = 0;
        for (int i = 0; i <= READINGS; i++) {
            int next = (int) ((long) total * i / READINGS);
            if (next > done) {
                work.run(next - done);
            }
            done = next;
            Held held = trial.held();
            all.addData(done, held.anonymousBytes());
            if (i >= READINGS / 2) {
                lastHalf.addData(done, held.anonymousBytes());
            }
            print(done, held);
        }
        out().println("anonymous memory: " + slope(all, unit) + "; over the last half " + slope(lastHalf, unit));
        out().println();
        out().flush();
    }

    private static String slope(SimpleRegression regression, String unit) {
        return String.format(
                Locale.ROOT,
                "%+.0f bytes a %s, ± %.0f (95 %% confidence)",
                regression.getSlope(),
                unit,
                regression.getSlopeConfidenceInterval());
    }

    private void print(int done, Held held) {
        out().println(String.format(
                Locale.ROOT,
                "| %d | %.2f | %.2f | %d | %d | %d |",
                done,
                held.anonymousBytes() / MEGABYTE,
                held.residentBytes() / MEGABYTE,
                held.threads(),
                held.files(),
                held.mappings()));
        out().flush();
    }

    private void header(String what) {
        out().println("| " + what + " | anonymous MB | resident MB | threads | files | mappings |");
        out().println("|---|---|---|---|---|---|");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

package io.hyps.planner.cli;

import io.hyps.planner.Counted;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.GivenInputs;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Verification;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Runs a plan's slices one after another against the whole model.",
        footer = {"", "Exit codes: 0 within tolerance, 1 beyond it, 2 bad input."})
public final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_SAMPLES = 10_000;

    @Parameters(index = "0", paramLabel = "DIR", description = "A folder that 'hyps plan' wrote.")
    private Path folder = Path.of("");

    @Option(
            names = "--input",
            paramLabel = "TENSOR=FILE.npy",
            description = "An input from a file; all inputs, or none for random ones.")
    private List<String> inputs = List.of();

    @Option(names = "--samples", paramLabel = "N", description = "How many random inputs (${DEFAULT-VALUE}).")
    private int samples = 5;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random inputs (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Prints one JSON document and nothing else.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** What {@code --json} prints. */
    private record Report(
            int samples,
            int partitions,
            double maxAbsDiff,
            double maxRelDiff,
            double top1Agreement,
            boolean withinTolerance) {}

    @Override
    public Integer call() {
        return Failures.run(() -> {
            if (samples < 1 || samples > MOST_SAMPLES) {
                throw new CommandException(
                        ExitCode.BAD_INPUT, "--samples is " + samples + ": use 1 to " + MOST_SAMPLES);
            }
            Map<String, Path> files = new LinkedHashMap<>();
            Assignments.parse("--input", "TENSOR=FILE.npy", inputs).forEach((name, f) -> files.put(name, Path.of(f)));
            PlanFolder opened = PlanFolder.open(folder);
            List<Map<String, Tensor>> given = files.isEmpty()
                    ? RandomInputs.of(opened.plan(), samples, seed)
                    : GivenInputs.read(opened.plan(), files);
            return print(Verifier.verify(opened, given)).number();
        });
    }

    /** JSON has no infinity, which is the difference of a number and what is none. */
    private static double finite(double difference) {
        return Math.min(difference, Double.MAX_VALUE);
    }

    private ExitCode print(Verification verification) {
        boolean within = verification.beyondTolerance().isEmpty();
        Terminal terminal = Terminal.of(spec);
        if (json) {
            terminal.print(Json.encodeIndented(new Report(
                    verification.samples(),
                    verification.partitions(),
                    finite(verification.maxAbsDiff()),
                    finite(verification.maxRelDiff()),
                    verification.top1Agreement(),
                    within)));
        } else {
            terminal.print(String.format(
                    Locale.ROOT,
                    "%s, %s: largest difference %.3g (%.3g of the output), top-1 agreement %.3f%n%s%n",
                    Counted.of(verification.samples(), "sample"),
                    Counted.of(verification.partitions(), "partition"),
                    verification.maxAbsDiff(),
                    verification.maxRelDiff(),
                    verification.top1Agreement(),
                    verification.beyondTolerance().orElse("The slices compute what the model does.")));
        }
        return within ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
}

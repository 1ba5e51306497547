package io.hyps.bench.simulation;

import io.hyps.bench.simulation.Trial.Row;
import io.hyps.protocol.ByteSize;
import io.hyps.stack.process.DirectoryTree;
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

/** {@code hyps bench simulation}: how near the simulation comes to the real pipeline on this machine. */
@Command(
        name = "simulation",
        description = "Runs plans of a model on real runners on this machine and in the simulation, side by side.",
        mixinStandardHelpOptions = true)
public final class SimulationCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL.onnx", description = "heavy enough that computing outweighs transport")
    private Path model = Path.of("");

    @Option(
            names = "--runners",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "2,3,4",
            description = "a plan for each (default: ${DEFAULT-VALUE})")
    private List<Integer> runners = List.of();

    @Option(
            names = "--frames",
            paramLabel = "F",
            defaultValue = "100",
            description = "in each of three rounds (default: ${DEFAULT-VALUE})")
    private int frames;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            description =
                    "what a plan may use on each runner (default: nine tenths of the model's file, so that it is cut)")
    private @Nullable ByteSize deviceMemory;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        ByteSize memory = deviceMemory == null ? new ByteSize(Files.size(model) / 10 * 9) : deviceMemory;
        PrintWriter out = spec.commandLine().getOut();
        Path work = Files.createTempDirectory("hyps-bench-");
        out.println(
                "| runners | partitions | in flight | real /s | simulated /s | off | real p50 ms | simulated p50 ms | off |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        Optional<Calibration> calibration = Optional.empty();
        try {
            for (int count : runners) {
                Trial trial = new Trial(model, count, memory, frames, calibration);
                trial.rows(work).forEach(row -> out.println(line(row)));
                calibration = trial.calibration();
                calibration.ifPresent(known -> spec.commandLine().getErr().println("calibrated: " + known));
                out.flush();
            }
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
        return 0;
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %d | %.2f | %.2f | %+.0f %% | %.1f | %.1f | %+.0f %% |",
                row.runners(),
                row.partitions(),
                row.inFlight(),
                row.real().throughputPerSecond(),
                row.simulated().throughputPerSecond(),
                100 * row.throughputError(),
                row.real().p50Ms(),
                row.simulated().latency().p50Ms(),
                100 * row.latencyError());
    }
}

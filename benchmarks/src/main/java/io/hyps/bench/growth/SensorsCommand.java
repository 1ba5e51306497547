package io.hyps.bench.growth;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.gateway.SensorsTrial;
import io.hyps.bench.process.Heap;
import io.hyps.bench.process.Machine;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.terminal.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps bench growth sensors}: ever more sensors, each image through gateway and Kafka to its answer. */
@Command(
        name = "sensors",
        description = {
            "Sends the demo's images of ever more sensors through gateway, Kafka and runners; from image to answer.",
            "Exit code 1 if an image was lost, answered twice or with an error."
        },
        mixinStandardHelpOptions = true)
final class SensorsCommand implements Callable<Integer> {
    @Option(
            names = "--sensors",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "1,10,100",
            description = "default: ${DEFAULT-VALUE}; ratios are to the first")
    private List<Integer> sensors = List.of();

    @Option(
            names = "--window",
            paramLabel = "W",
            defaultValue = "1",
            description = "images under way of each, until the answer (default: ${DEFAULT-VALUE})")
    private int window;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "100",
            description = "in each turn for each sensor, of ten at most (default: ${DEFAULT-VALUE})")
    private int images;

    @Option(names = "--rounds", paramLabel = "R", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "1000",
            description = "images before the first round (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--runners", paramLabel = "R", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
    private int runners;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "where to draw it")
    private @Nullable Path plot;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws Exception {
        check();
        Heap.useOnce();
        Path work = Files.createTempDirectory("hyps-bench-");
        try (BenchBroker broker = BenchBroker.usual(work.resolve("mqtt"))) {
            SensorsTrial.Result result = new SensorsTrial(
                            new SensorsTrial.Setting(sensors, window, images, rounds, warmUp, runners))
                    .run(broker, work, step -> answer.errors().line("  " + step));
            SensorsReport report = new SensorsReport(
                    broker.name(), Machine.describe(), window, runners, rounds, result.outcome(), result.rows());
            if (answer.isJson()) {
                answer.document(report);
            } else {
                GrowthText.print(answer.screen(), report);
            }
            if (plot != null) {
                GrowthPlots.write(plot, report);
            }
            return result.outcome().isRight() ? ExitCode.DONE.number() : ExitCode.CHECK_FAILED.number();
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private void check() {
        if (window < 1
                || images < 1
                || rounds < 1
                || warmUp < 1
                || sensors.stream().anyMatch(count -> count < 1)) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, "--sensors, --window, --images, --rounds and --warm-up must be 1 or more");
        }
        try {
            StackOptions.requireRunners(runners);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "--runners: " + e.getMessage(), e);
        }
    }
}

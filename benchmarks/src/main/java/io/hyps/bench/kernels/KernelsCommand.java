package io.hyps.bench.kernels;

import io.hyps.bench.process.Machine;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps bench kernels}: messages and encodings alone, by JMH, with the JVM flags of this process. */
@Command(
        name = "kernels",
        description = "Measures messages and encodings of tensors alone, by JMH, beside one copy of as many bytes.",
        mixinStandardHelpOptions = true)
public final class KernelsCommand implements Callable<Integer> {
    private static final String ALL = "io\\.hyps\\.bench\\.kernels\\.";
    private static final int CHANNEL_BYTES = 14 * 14 * Float.BYTES;
    private static final int ENCODED_CHANNELS = 512;
    private static final double BYTES_PER_KB = 1e3;

    @Option(names = "--only", paramLabel = "REGEX", defaultValue = "", description = "the kernels to measure")
    private String only = "";

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "5",
            description = "that count, of each kernel (default: ${DEFAULT-VALUE})")
    private int iterations;

    @Option(
            names = "--millis",
            paramLabel = "MS",
            defaultValue = "300",
            description = "an iteration (default: ${DEFAULT-VALUE})")
    private int millis;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws Exception {
        if (iterations < 1 || millis < 1) {
            throw new CommandException(ExitCode.BAD_INPUT, "--iterations and --millis must be 1 or more");
        }
        Path work = Files.createTempDirectory("hyps-bench-");
        try {
            KernelsReport report = report(run(work));
            if (answer.isJson()) {
                answer.document(report);
            } else {
                print(report);
            }
            return ExitCode.DONE.number();
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
    }

    private Collection<RunResult> run(Path work) throws Exception {
        return new Runner(new OptionsBuilder()
                        .include(ALL + ".*" + only)
                        .forks(1)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.milliseconds(millis))
                        .measurementIterations(iterations)
                        .measurementTime(TimeValue.milliseconds(millis))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.NORMAL)
                        .output(work.resolve("jmh.log").toString())
                        .build())
                .run();
    }

    private static KernelsReport report(Collection<RunResult> results) {
        List<KernelsReport.Row> rows = new ArrayList<>();
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            int method = benchmark.lastIndexOf('.');
            String kernel = benchmark
                            .substring(benchmark.lastIndexOf('.', method - 1) + 1, method)
                            .replace("Benchmark", "")
                            .toLowerCase(Locale.ROOT)
                    + " " + benchmark.substring(method + 1);
            String channels = result.getParams().getParam("channels");
            String encoding = result.getParams().getParam("encoding");
            long bytes = (long) CHANNEL_BYTES * (channels == null ? ENCODED_CHANNELS : Integer.parseInt(channels));
            rows.add(new KernelsReport.Row(
                    kernel,
                    encoding == null ? "" : encoding.toLowerCase(Locale.ROOT),
                    bytes,
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError(),
                    Double.NaN));
        }
        return new KernelsReport(
                Machine.describe(), rows.stream().map(row -> beside(rows, row)).toList());
    }

    private static KernelsReport.Row beside(List<KernelsReport.Row> rows, KernelsReport.Row row) {
        double copy = rows.stream()
                .filter(other -> other.kernel().equals("message copy") && other.bytes() == row.bytes())
                .mapToDouble(KernelsReport.Row::micros)
                .findFirst()
                .orElse(Double.NaN);
        return new KernelsReport.Row(
                row.kernel(), row.variant(), row.bytes(), row.micros(), row.errorMicros(), row.micros() / copy);
    }

    private void print(KernelsReport report) {
        answer.screen().heading("Kernels, each alone, a call");
        answer.screen().line("  " + report.machine());
        Table table = Table.of("KERNEL", "", ">kB", ">x COPY", ">µs", ">± µs", ">MB/s");
        for (KernelsReport.Row row : report.rows()) {
            table.row(
                    row.kernel(),
                    row.variant(),
                    text("%.0f", row.bytes() / BYTES_PER_KB),
                    text("%.2f", row.toCopy()),
                    text("%.1f", row.micros()),
                    text("%.1f", row.errorMicros()),
                    text("%.0f", row.mbPerSecond()));
        }
        answer.screen().table(table);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}

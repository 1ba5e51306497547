package io.hyps.stack.demo;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.json.Json;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.terminal.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps demo}. */
@Command(
        name = "demo",
        description = {
            "Shows it all with nothing installed but Java: brokers, planner, runners, gateway, a sensor.",
            "Sends the sample images, compares the answers with the undivided model's, stops all it started.",
            "Exit code 0 only if every image was answered once and the answers agree."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--runners", paramLabel = "N", defaultValue = "3", description = "how many (default: 3)")
    private int runners;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            description = "the budget of each runner's process (default: 256MiB)")
    private ByteSize memory = ByteSize.parse("256MiB");

    @Option(
            names = "--runner-binary",
            paramLabel = "FILE",
            description = "start this native executable as each runner (default: a JVM)")
    private @Nullable Path runnerBinary;

    @Option(names = "--frames", paramLabel = "N", defaultValue = "100", description = "how many images (default: 100)")
    private int frames;

    @Option(names = "--report", paramLabel = "FILE", description = "write the outcome there as JSON")
    private @Nullable Path report;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException, IOException {
        DemoOptions options = options();
        DemoReport outcome;
        try {
            outcome = new DemoRun(options, answer.screen(), answer.errorStream()).run();
        } catch (StackException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
        if (report != null) {
            write(report, outcome);
        }
        if (answer.isJson()) {
            answer.document(outcome);
        }
        return (outcome.isRight() ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
    }

    private DemoOptions options() {
        if (report != null && !isInADirectory(report.toAbsolutePath())) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    "--report " + report + " cannot be written: it is a directory, or its directory is not there");
        }
        try {
            return new DemoOptions(Installation.locate(), runners, memory, Optional.ofNullable(runnerBinary), frames);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isInADirectory(Path file) {
        Path parent = file.getParent();
        return parent != null && Files.isDirectory(parent) && !Files.isDirectory(file);
    }

    private static void write(Path file, DemoReport outcome) {
        try {
            Files.writeString(file, Json.encodeIndented(outcome), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, "--report " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}

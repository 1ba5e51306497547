package io.hyps.stack.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A process that we started. It is in a session of its own, so that Ctrl-C reaches only us and we stop it in our order;
 * its output goes to files, so that it can outlive us.
 */
public final class ChildProcess {
    /**
     * ONNX Runtime reports on its use to its makers, and leaves a file in /tmp, unless told not to. The C library keeps
     * what a frame has used, unless its threshold is fixed (mallopt(3)); what it takes anew comes quicker in huge pages.
     */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ORT_DISABLE_TELEMETRY", "1",
            "MALLOC_MMAP_THRESHOLD_", "131072",
            "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process with the log's directory as its working directory.
     *
     * @param name for people, such as {@code runner edge-1}
     * @param output takes its standard output
     * @param log takes its standard error; may be the same file
     */
    public static ChildProcess start(String name, List<String> command, Path output, Path log) throws IOException {
        return start(name, command, Map.of(), output, log);
    }

    /** The same with more environment, which unlike the command no other user of the machine can see. */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path output, Path log)
            throws IOException {
        List<String> detached = new ArrayList<>(Detached.prefix());
        detached.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(detached)
                .directory(directoryOf(log).toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
        builder.environment().putAll(environment);
        if (output.equals(log)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return new ChildProcess(name, builder.start(), log);
    }

    private static Path directoryOf(Path log) {
        return Objects.requireNonNull(log.toAbsolutePath().getParent(), "a log file lies in a directory");
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Nothing while it lives. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** By which the process is known again when its number has been given to another. */
    public Instant startedAt() {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** What is said of a process that ended by itself: one line with its last words and where there are more. */
    public String obituary() {
        String ended = process.isAlive() ? "has not started" : "ended with exit code " + process.exitValue();
        String lastWords = LogTail.lastWords(log);
        return name + " " + ended + (lastWords.isEmpty() ? "" : ": " + lastWords) + " (log: " + log + ")";
    }

    /** Asks the process to stop; {@link #awaitEnd} makes sure of it. */
    public void requestStop() {
        process.destroy();
    }

    /** Ends the process at once, as a power cut would. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the process to end, and kills it when the patience is at an end. */
    public void awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}

package io.hyps.bench.whole;

import io.hyps.bench.process.LineProcess;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.session.SessionException;
import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.JavaCommand;
import io.hyps.stack.process.ProcessMemory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The undivided model, loaded in a process of its own, which waits between its runs. For one thread. */
public final class WholeModel implements AutoCloseable {
    private static final ByteSize HEAP = ByteSize.parse("64MiB");

    private final LineProcess process;

    private WholeModel(LineProcess process) {
        this.process = process;
    }

    /**
     * Starts the process and waits until the model is loaded.
     *
     * @param work takes the optimised copy, where the form wants one
     */
    public static WholeModel start(Path model, Form form, int threads, Path work) throws IOException, SessionException {
        Files.createDirectories(work);
        Path file = form == Form.BEST ? OptimisedCopy.write(model, work).graph() : model;
        List<String> java = JavaCommand.small(HEAP, work)
                .with("-cp", classPath(), WholeMain.class.getName())
                .with(file.toAbsolutePath().toString(), form.name(), Integer.toString(threads))
                .words();
        return new WholeModel(LineProcess.start("the whole model's process", java, work.resolve("whole.log")));
    }

    private static String classPath() {
        Path root = Installation.locate().root();
        return root.resolve("benchmarks/target/classes")
                + File.pathSeparator
                + Installation.locate().commandClassPath();
    }

    /** Runs it so many times, one after another; nanoseconds each. */
    public List<Long> run(int times) throws IOException {
        return Stream.of(process.ask(Integer.toString(times)).split(" "))
                .map(Long::valueOf)
                .toList();
    }

    public long pid() {
        return process.pid();
    }

    public Optional<ProcessMemory> memory() {
        return ProcessMemory.of(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}

package io.hyps.stack.parts;

import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.ProcessMemory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One partition runner of a stack. */
public final class RunnerPart {
    private final String device;
    private final List<String> command;
    private final Parts parts;
    private volatile ChildProcess process;
    private volatile Instant launchedAt;

    RunnerPart(String device, List<String> command, Parts parts) throws StackException, InterruptedException {
        this.device = device;
        this.command = command;
        this.parts = parts;
        this.launchedAt = Instant.now();
        this.process = parts.start("runner " + device, command);
    }

    public String device() {
        return device;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Nothing if the process is gone or this is not Linux. */
    public Optional<ProcessMemory> memory() {
        return ProcessMemory.of(process.pid());
    }

    /** Ends the process at once; the stack does without it from now on. */
    public void kill() {
        parts.forget(process);
        process.kill();
    }

    /** Ends the process and starts it again; {@link Stack#awaitRunner} tells when it is there. */
    public void restart() throws StackException, InterruptedException {
        launchedAt = Instant.now();
        process = parts.restart(process, command);
    }

    Instant launchedAt() {
        return launchedAt;
    }
}

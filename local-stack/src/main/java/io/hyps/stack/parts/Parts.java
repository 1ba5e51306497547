package io.hyps.stack.parts;

import io.hyps.stack.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes of a stack in the order of their start. Safe for use from many threads. */
final class Parts {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Path logs;
    private final StackSecurity security;
    private final List<List<ChildProcess>> stages = new ArrayList<>();
    private boolean closed;

    Parts(Path logs, StackSecurity security) {
        this.logs = logs;
        this.security = security;
    }

    /** Begins a stage: its processes stop together, before those of the stages that began earlier. */
    synchronized void beginStage() {
        stages.add(new ArrayList<>());
    }

    /**
     * Starts a process in the present stage.
     *
     * @throws InterruptedException if all is being stopped already
     */
    synchronized ChildProcess start(String name, List<String> command) throws StackException, InterruptedException {
        ChildProcess process = launch(name, command);
        stages.get(stages.size() - 1).add(process);
        return process;
    }

    /** Starts a process again, in its place. */
    synchronized ChildProcess restart(ChildProcess old, List<String> command)
            throws StackException, InterruptedException {
        old.kill();
        old.awaitEnd(PATIENCE);
        ChildProcess process = launch(old.name(), command);
        stages.forEach(stage -> stage.replaceAll(p -> p == old ? process : p));
        return process;
    }

    /** Takes a process out of those that must live. */
    synchronized void forget(ChildProcess process) {
        stages.forEach(stage -> stage.remove(process));
    }

    synchronized List<ChildProcess> all() {
        return stages.stream().flatMap(List::stream).toList();
    }

    /**
     * Checks that all live.
     *
     * @throws StackException with the last words of one that does not
     * @throws InterruptedException if all is being stopped
     */
    synchronized void requireAlive() throws StackException, InterruptedException {
        if (closed) {
            throw new InterruptedException("the stack is being stopped");
        }
        for (ChildProcess process : all()) {
            if (!process.isAlive()) {
                throw new StackException(process.obituary());
            }
        }
    }

    /** Nothing starts any more; what runs is the caller's. */
    synchronized List<ChildProcess> release() {
        closed = true;
        List<ChildProcess> released = all();
        stages.clear();
        return released;
    }

    /** Stops all, the last stage first; returns when none is left. */
    synchronized void stop() throws InterruptedException {
        closed = true;
        for (int i = stages.size() - 1; i >= 0; i--) {
            List<ChildProcess> stage = stages.get(i);
            stage.forEach(ChildProcess::requestStop);
            for (ChildProcess process : stage) {
                process.awaitEnd(PATIENCE);
            }
        }
        stages.clear();
    }

    private ChildProcess launch(String name, List<String> command) throws StackException, InterruptedException {
        if (closed) {
            throw new InterruptedException("the stack is being stopped");
        }
        String fileName = name.replace(' ', '-');
        try {
            return ChildProcess.start(
                    name, command, security.of(name), logs.resolve(fileName + ".out"), logs.resolve(fileName + ".log"));
        } catch (IOException e) {
            throw new StackException(name + " cannot be started: " + e.getMessage(), e);
        }
    }
}

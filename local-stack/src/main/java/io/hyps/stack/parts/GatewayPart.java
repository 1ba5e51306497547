package io.hyps.stack.parts;

import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.ProcessMemory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One gateway of a stack. */
public final class GatewayPart {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String id;
    private final int httpPort;
    private final List<String> command;
    private final Parts parts;
    private volatile ChildProcess process;

    GatewayPart(String id, int httpPort, List<String> command, Parts parts)
            throws StackException, InterruptedException {
        this.id = id;
        this.httpPort = httpPort;
        this.command = command;
        this.parts = parts;
        this.process = parts.start(name(), command);
    }

    public String id() {
        return id;
    }

    int httpPort() {
        return httpPort;
    }

    /** Of the process, in messages and logs. */
    String name() {
        return id.equals(Stack.GATEWAY) ? "gateway" : "gateway " + id;
    }

    /** Nothing if the process is gone or this is not Linux. */
    public Optional<ProcessMemory> memory() {
        return ProcessMemory.of(process.pid());
    }

    /** Ends the process at once, as a power cut would, and starts it again; {@link Stack#awaitGateway} tells when it is ready. */
    public void restart() throws StackException, InterruptedException {
        process = parts.restart(process, command);
    }

    /**
     * Ends the gateway in order and has it leave for good, as {@code hyps gateway --leave} does.
     *
     * @throws StackException if it cannot
     */
    public void leave() throws StackException, InterruptedException {
        parts.forget(process);
        process.requestStop();
        process.awaitEnd(PATIENCE);
        ChildProcess leaving = parts.start(
                name(), Stream.concat(command.stream(), Stream.of("--leave")).toList());
        leaving.awaitEnd(PATIENCE);
        parts.forget(leaving);
        if (leaving.exitCode().orElse(-1) != 0) {
            throw new StackException(leaving.obituary());
        }
    }
}

package io.hyps.stack.background;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.DirectoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where the stack that runs in the background keeps its files, and is remembered. */
public final class StateDirectory {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Path directory;

    public StateDirectory(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** {@code $XDG_STATE_HOME/hyps/stack}, or in {@code ~/.local/state} (XDG Base Directory Specification). */
    public static StateDirectory of(Map<String, String> environment, Path home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.startsWith("/") ? Path.of(state) : home.resolve(".local/state");
        return new StateDirectory(base.resolve("hyps").resolve("stack"));
    }

    /** For the files of the run itself. */
    public Path runDirectory() {
        return directory.resolve("run");
    }

    /** What was left running, whether it still does or not. */
    public Optional<BackgroundStack> read() throws IOException, MalformedMessageException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        return Optional.of(Json.decode(file().toString(), Files.readAllBytes(file()), BackgroundStack.class));
    }

    /** Leaves the stack running and remembers it. */
    public BackgroundStack keep(Stack stack, Clock clock) throws IOException {
        List<ChildProcess> processes = stack.processes();
        BackgroundStack kept = new BackgroundStack(
                clock.instant().toString(),
                stack.mqttUrl().toString(),
                stack.kafka(),
                stack.gatewayUrl().toString(),
                stack.runDirectory().toString(),
                processes.stream().map(RememberedPart::of).toList());
        Path draft = directory.resolve("stack.json.draft");
        Files.writeString(draft, Json.encodeIndented(kept), StandardCharsets.UTF_8);
        Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        stack.leaveRunning();
        return kept;
    }

    /** Stops what still runs, the last started first, and forgets the stack with all its files. */
    public void stop(BackgroundStack stack) throws IOException, InterruptedException {
        List<RememberedPart> reversed = new ArrayList<>(stack.parts());
        Collections.reverse(reversed);
        for (RememberedPart part : reversed) {
            Optional<ProcessHandle> process = part.find();
            if (process.isPresent()) {
                stop(process.get());
            }
        }
        clear();
    }

    /** Deletes all files, as after a stack that ended in another way. */
    public void clear() throws IOException {
        DirectoryTree.delete(directory);
        try {
            Files.deleteIfExists(directory.getParent());
        } catch (DirectoryNotEmptyException usedByOthers) {
            return;
        }
    }

    private Path file() {
        return directory.resolve("stack.json");
    }

    private static void stop(ProcessHandle process) throws InterruptedException {
        process.destroy();
        if (!hasEnded(process)) {
            process.destroyForcibly();
            hasEnded(process);
        }
    }

    private static boolean hasEnded(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + process.pid(), e);
        }
    }
}

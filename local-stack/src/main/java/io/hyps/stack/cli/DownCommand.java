package io.hyps.stack.cli;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.background.BackgroundStack;
import io.hyps.stack.background.RememberedPart;
import io.hyps.stack.background.StateDirectory;
import io.hyps.stack.terminal.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hyps down}: stops what {@code hyps up} left running. */
@Command(
        name = "down",
        description = "Stops what 'hyps up' started, and deletes its records and logs.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException, IOException {
        StateDirectory state = StateDirectory.of(System.getenv(), Path.of(System.getProperty("user.home")));
        Optional<BackgroundStack> stack;
        try {
            stack = state.read();
        } catch (MalformedMessageException e) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, e.getMessage() + "; stop its processes by hand and delete that file", e);
        }
        List<String> stopped = stack.map(s -> s.parts().stream()
                        .filter(RememberedPart::isAlive)
                        .map(RememberedPart::name)
                        .toList())
                .orElse(List.of());
        if (stack.isPresent()) {
            state.stop(stack.get());
        }
        if (answer.isJson()) {
            answer.document(Map.of("stopped", stopped));
        } else {
            answer.screen().line(stopped.isEmpty() ? "nothing is running" : "stopped: " + String.join(", ", stopped));
        }
        return ExitCode.DONE.number();
    }
}

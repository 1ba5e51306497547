package io.hyps.stack.cli;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.stack.background.BackgroundStack;
import io.hyps.stack.background.StateDirectory;
import io.hyps.stack.live.BrokerConnection;
import io.hyps.stack.live.Snapshot;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Screen;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps status}: what runs, what it holds, what is under way. */
@Command(
        name = "status",
        description = "Shows the parts, devices, plans and frames in flight of 'hyps up' or of a broker.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description = "the MQTT broker of a system that 'hyps up' did not start")
    private @Nullable URI mqtt;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Optional<BackgroundStack> stack = mqtt == null ? findStack() : Optional.empty();
        if (mqtt == null && stack.filter(BackgroundStack::isAlive).isEmpty()) {
            return sayNothingRuns();
        }
        URI broker = mqtt != null ? mqtt : URI.create(stack.orElseThrow().mqtt());
        StatusReport report = Snapshot.take(
                () -> BrokerConnection.open(broker),
                view -> StatusReport.of(LinkOptions.redacted(broker), stack, view));
        if (answer.isJson()) {
            answer.document(report);
        } else {
            print(answer.screen(), report);
        }
        return ExitCode.DONE.number();
    }

    private Integer sayNothingRuns() {
        if (answer.isJson()) {
            answer.document(StatusReport.NOTHING);
        } else {
            answer.screen()
                    .line(
                            "nothing is running: start it with 'hyps up', or name another system's broker with --mqtt URL");
        }
        return ExitCode.DONE.number();
    }

    private static Optional<BackgroundStack> findStack() throws IOException {
        try {
            return StateDirectory.of(System.getenv(), Path.of(System.getProperty("user.home")))
                    .read();
        } catch (MalformedMessageException e) {
            throw new CommandException(ExitCode.BAD_INPUT, e.getMessage() + "; delete that file", e);
        }
    }

    private static void print(Screen screen, StatusReport report) {
        if (!report.parts().isEmpty()) {
            screen.heading("Parts");
            screen.table(report.partsTable(screen));
        }
        screen.heading("Devices");
        screen.table(LiveTables.devices(screen, report.devices()));
        screen.heading("Gateways");
        screen.table(LiveTables.gateways(screen, report.gateways()));
        screen.heading("Plans");
        screen.table(LiveTables.models(screen, report.live()));
        screen.line();
        screen.line("frames in flight: " + report.framesInFlight());
    }
}

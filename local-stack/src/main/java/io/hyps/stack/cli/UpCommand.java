package io.hyps.stack.cli;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.background.BackgroundStack;
import io.hyps.stack.background.StateDirectory;
import io.hyps.stack.demo.DemoModel;
import io.hyps.stack.parts.Ports;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.TcpPort;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps up}: the demo's stack on the usual ports, left running. */
@Command(
        name = "up",
        description = "Starts brokers, planner, runners and gateway with the demo's model, and leaves them running.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
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

    @Option(names = "--mqtt-port", paramLabel = "PORT", defaultValue = "1883", description = "default: 1883")
    private int mqttPort;

    @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092", description = "default: 9092")
    private int kafkaPort;

    @Option(names = "--http-port", paramLabel = "PORT", defaultValue = "8080", description = "default: 8080")
    private int httpPort;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException, IOException {
        StateDirectory state = StateDirectory.of(System.getenv(), Path.of(System.getProperty("user.home")));
        Ports ports = requireUsable();
        requireDown(state);
        requireFree(ports);
        Files.createDirectories(state.runDirectory());
        Screen screen = answer.errors();
        StackOptions options = options(state.runDirectory()).withPorts(ports);
        BackgroundStack kept;
        try (Stack stack = Stack.start(options, screen::done)) {
            Path plan = state.runDirectory().resolve("plan");
            DemoModel.plan(options.installation(), runners, plan);
            DemoModel.publish(stack, plan);
            kept = state.keep(stack, Clock.systemUTC());
        } catch (StackException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
        if (answer.isJson()) {
            answer.document(kept);
        } else {
            sayWhatNext(answer.screen(), kept);
        }
        return ExitCode.DONE.number();
    }

    private Ports requireUsable() {
        try {
            StackOptions.requireRunners(runners);
            if (runnerBinary != null) {
                StackOptions.requireExecutable(runnerBinary);
            }
            return new Ports(mqttPort, kafkaPort, httpPort, 0);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private StackOptions options(Path runDirectory) {
        StackOptions options = StackOptions.of(runDirectory).withRunners(runners, memory);
        return runnerBinary == null ? options : options.withRunnerBinary(runnerBinary);
    }

    private static void requireDown(StateDirectory state) throws IOException {
        try {
            Optional<BackgroundStack> before = state.read();
            if (before.isPresent() && before.get().isAlive()) {
                throw new CommandException(
                        ExitCode.BAD_INPUT,
                        "a stack is up since " + before.get().startedAt() + ": stop it first with 'hyps down'");
            }
        } catch (MalformedMessageException e) {
            throw new CommandException(ExitCode.BAD_INPUT, e.getMessage() + "; delete that file", e);
        }
        state.clear();
    }

    private static void requireFree(Ports ports) {
        Map<String, String> options = Map.of("MQTT", "--mqtt-port", "Kafka", "--kafka-port", "gateway", "--http-port");
        ports.byUse().forEach((use, port) -> {
            if (port != 0 && TcpPort.isTaken(port)) {
                throw new CommandException(
                        ExitCode.BAD_INPUT,
                        "port " + port + ", for " + use
                                + ", is taken by another process: stop that, or choose another port with "
                                + options.get(use));
            }
        });
    }

    private static void sayWhatNext(Screen screen, BackgroundStack stack) {
        screen.line();
        screen.line("  MQTT     " + stack.mqtt());
        screen.line("  Kafka    " + stack.kafka());
        screen.line("  gateway  " + stack.gateway() + "  (REST: " + stack.gateway() + "/v1)");
        screen.line("  logs     " + stack.runDirectory());
        screen.heading("Try");
        screen.line("  hyps send --model fashion --wait models/fashion/images/000-boot.png");
        screen.line(
                "  mosquitto_pub -V 5 -q 1 -t hyps/v1/sensors/cam-1/fashion/image -f models/fashion/images/000-boot.png");
        screen.line("  curl --data-binary @models/fashion/images/000-boot.png -H 'Content-Type: image/png' "
                + stack.gateway() + "/v1/models/fashion/images");
        screen.line("  hyps status");
        screen.line("  hyps down");
    }
}

package io.hyps.runner.app;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.topic.TopicLevel;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hyps runner}: one partition runner. */
@Command(
        name = "runner",
        description = "Runs one partition runner: fetches its slices, executes them, publishes the outputs.",
        mixinStandardHelpOptions = true,
        footer = "Every setting can also be given in the environment; docs/runner.md has the table.")
public final class RunnerCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_THREADS = 1024;

    @Option(names = "--device", paramLabel = "ID", description = "this device's name (default: the host's)")
    private @Nullable String device;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "the most that the process may use, such as 160MiB (default: the cgroup's limit, else half of "
                            + "what is available)")
    private @Nullable ByteSize memory;

    @Option(names = "--mqtt", paramLabel = "URL", description = "the broker (default: tcp://localhost:1883)")
    private @Nullable URI mqtt;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "where slices are kept (default: ~/.cache/hyps/slices)")
    private @Nullable Path cache;

    @Option(names = "--threads", paramLabel = "N", description = "threads that compute one operator (default: 1)")
    private @Nullable Integer threads;

    @Option(names = "--http-port", paramLabel = "N", description = "port of /q/health (default: 8081; 0: any free one)")
    private @Nullable Integer httpPort;

    @Override
    public Integer call() {
        check();
        set("hyps.runner.device", device);
        set("hyps.runner.memory", memory == null ? null : memory.bytes());
        set("hyps.mqtt.url", mqtt);
        set("hyps.runner.cache-dir", cache == null ? null : cache.toAbsolutePath());
        set("hyps.runner.threads", threads);
        set("quarkus.http.port", httpPort);
        return RunnerMain.serve();
    }

    private void check() {
        try {
            if (device != null) {
                TopicLevel.requireIdentifier("device", device);
            }
            if (mqtt != null) {
                LinkOptions.of(mqtt, "hyps-runner");
            }
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
        requireWithin("--threads", threads, 1, MOST_THREADS);
        requireWithin("--http-port", httpPort, 0, HIGHEST_PORT);
    }

    private static void requireWithin(String flag, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new CommandException(ExitCode.BAD_INPUT, flag + " is " + value + ": use " + least + " to " + most);
        }
    }

    private static void set(String key, @Nullable Object value) {
        if (value != null) {
            System.setProperty(key, value.toString());
        }
    }
}

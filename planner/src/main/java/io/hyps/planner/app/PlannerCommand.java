package io.hyps.planner.app;

import io.hyps.protocol.command.ExitCode;
import io.quarkus.runtime.Quarkus;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hyps planner}: its flags, as system properties for the configuration; then Quarkus. */
@Command(
        name = "hyps planner",
        mixinStandardHelpOptions = true,
        description = "The planner service: keeps plans and slices, serves slices, watches devices, activates plans.",
        footer = {"", "All settings: docs/planner.md. Health: http://localhost:8082/q/health"})
public final class PlannerCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Where plans and slices are kept (default: ~/.local/share/hyps/store).")
    private @Nullable Path store;

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description = "The MQTT broker (default: HYPS_MQTT_URL, or tcp://localhost:1883).")
    private @Nullable URI mqtt;

    @Option(names = "--http-port", paramLabel = "N", description = "For health, 0 for any that is free (8082).")
    private @Nullable Integer httpPort;

    /** The flags that were given, as properties of the configuration. */
    public Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        put(properties, "hyps.planner.store", store);
        put(properties, "hyps.mqtt.url", mqtt);
        put(properties, "quarkus.http.port", httpPort);
        return properties;
    }

    /** Runs until the process is told to end. */
    @Override
    public Integer call() {
        properties().forEach(System::setProperty);
        AtomicInteger exitCode = new AtomicInteger();
        Quarkus.run(null, (code, failure) -> exitCode.set(failure == null ? code : report(failure)));
        return exitCode.get();
    }

    /** What a setting that cannot be used comes to: one line. */
    private int report(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
            cause = cause.getCause();
        }
        if (spec != null) {
            String line = String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", " ");
            spec.commandLine().getErr().println(spec.name() + ": " + line);
        }
        return ExitCode.BAD_INPUT.number();
    }

    private static void put(Map<String, String> properties, String key, @Nullable Object value) {
        if (value != null) {
            properties.put(key, value.toString());
        }
    }
}

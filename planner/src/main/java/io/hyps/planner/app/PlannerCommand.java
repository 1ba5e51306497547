package io.hyps.planner.app;

import io.hyps.protocol.command.ExitCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hyps planner}: its flags, as system properties for the configuration. */
@Command(
        name = "hyps planner",
        mixinStandardHelpOptions = true,
        description = "The planner service: keeps plans and slices, serves slices, watches devices, activates plans.",
        footer = {"", "All settings: docs/planner.md. Health: http://localhost:8082/q/health"})
public final class PlannerCommand implements Callable<Integer> {
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

    @Override
    public Integer call() {
        properties().forEach(System::setProperty);
        return ExitCode.DONE.number();
    }

    private static void put(Map<String, String> properties, String key, @Nullable Object value) {
        if (value != null) {
            properties.put(key, value.toString());
        }
    }
}

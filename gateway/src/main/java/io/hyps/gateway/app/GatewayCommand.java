package io.hyps.gateway.app;

import io.hyps.protocol.command.ExitCode;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hyps gateway}. */
@Command(
        name = "hyps gateway",
        mixinStandardHelpOptions = true,
        description = "Runs one gateway: images from sensors into Kafka, through the partitions, results back.",
        footer = {
            "",
            "More settings as environment variables, such as HYPS_GATEWAY_MAX_IMAGE_BYTES; docs/gateway.md has them all."
        })
public final class GatewayCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "this gateway's name, stable over restarts (default: the host's)")
    private @Nullable String id;

    @Option(names = "--mqtt", paramLabel = "URL", description = "the MQTT broker (default: tcp://localhost:1883)")
    private @Nullable String mqtt;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka (default: localhost:9092)")
    private @Nullable String kafka;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "of REST, health and metrics, 0 for any (default: 8080)")
    private @Nullable Integer httpPort;

    @Option(
            names = "--leave",
            description =
                    "take the images that the broker still holds for this gateway, forget it, and end: for a gateway"
                            + " that is stopped and does not come back")
    private boolean leave;

    /** Runs until the process is told to end. */
    @Override
    public Integer call() {
        set("hyps.gateway.id", id);
        set("hyps.mqtt.url", mqtt);
        set("hyps.gateway.kafka", kafka);
        set("quarkus.http.port", httpPort);
        if (leave) {
            set("hyps.gateway.leave", true);
            set("quarkus.http.host-enabled", false);
        }
        AtomicInteger exitCode = new AtomicInteger();
        Quarkus.run(null, (code, failure) -> exitCode.set(failure == null ? code : report(failure)));
        return exitCode.get();
    }

    private static void set(String key, @Nullable Object value) {
        if (value != null) {
            System.setProperty(key, value.toString());
        }
    }

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
}

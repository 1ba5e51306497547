package io.hyps.stack.parts;

import io.hyps.protocol.ByteSize;
import io.hyps.stack.process.JavaCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command line of each part. */
final class PartCommands {
    private static final ByteSize SMALL_HEAP = ByteSize.parse("128MiB");
    private static final ByteSize LARGE_HEAP = ByteSize.parse("512MiB");

    /** As the hyps launcher has them: little beside the heap, and room outside it for weights that take turns. */
    private static final String[] RUNNER_FLAGS = {
        "-Xms8m",
        "-Xss512k",
        "-XX:ReservedCodeCacheSize=24m",
        "-XX:MaxDirectMemorySize=2g",
        "-XX:+IgnoreUnrecognizedVMOptions",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:ArchiveRelocationMode=0"
    };

    private final Installation installation;
    private final Path runDirectory;
    private final Optional<Path> runnerBinary;
    private final Optional<Path> plannerBinary;
    private final Optional<Path> gatewayBinary;
    private final List<String> runnerPrefix;
    private final String[] gatewayFlags;

    PartCommands(StackOptions options) {
        this.installation = options.installation();
        this.runDirectory = options.runDirectory();
        this.runnerBinary = options.runnerBinary();
        this.plannerBinary = options.plannerBinary();
        this.gatewayBinary = options.gatewayBinary();
        this.runnerPrefix = options.runnerPrefix();
        this.gatewayFlags = options.gatewayFlags().toArray(String[]::new);
    }

    List<String> mqttBroker(int port) {
        return broker("mqtt", "--mqtt-port", port);
    }

    List<String> kafkaBroker(int port) {
        return broker("kafka", "--kafka-port", port);
    }

    List<String> planner(String mqtt, int httpPort) {
        String store = runDirectory.resolve("store").toString();
        return plannerBinary
                .map(binary -> served(JavaCommand.compiled(binary, temporary()), mqtt, httpPort))
                .orElseGet(() -> application("planner", SMALL_HEAP, mqtt, httpPort))
                .with("--store", store)
                .words();
    }

    List<String> gateway(String mqtt, String kafka, String id, int httpPort) {
        return gatewayBinary
                .map(binary -> served(JavaCommand.compiled(binary, temporary()).with(gatewayFlags), mqtt, httpPort))
                .orElseGet(() -> application("gateway", LARGE_HEAP, mqtt, httpPort, gatewayFlags))
                .with("--id", id, "--kafka", kafka)
                .words();
    }

    List<String> runner(String mqtt, String device, ByteSize memory, int httpPort) {
        String cache = runDirectory.resolve("slices").resolve(device).toString();
        List<String> command = runnerBinary
                .map(binary -> served(JavaCommand.compiled(binary, temporary()), mqtt, httpPort))
                .orElseGet(() ->
                        application("partition-runner", StackOptions.runnerHeap(memory), mqtt, httpPort, RUNNER_FLAGS))
                .with("--device", device, "--memory", Long.toString(memory.bytes()), "--cache", cache)
                .words();
        return Stream.concat(runnerPrefix.stream(), command.stream()).toList();
    }

    Path temporary() {
        return runDirectory.resolve("tmp");
    }

    private JavaCommand application(String module, ByteSize heap, String mqtt, int httpPort, String... flags) {
        String[] program = installation
                .classData(module)
                .map(arguments -> new String[] {"@" + arguments})
                .orElseGet(() ->
                        new String[] {"-jar", installation.application(module).toString()});
        return served(JavaCommand.small(heap, temporary()).with(flags), mqtt, httpPort, program);
    }

    /** @param program what to run, where the command does not say it yet */
    private static JavaCommand served(JavaCommand command, String mqtt, int httpPort, String... program) {
        return command.with("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.console.color=false")
                .with(program)
                .with("--mqtt", mqtt, "--http-port", Integer.toString(httpPort));
    }

    private List<String> broker(String kind, String portOption, int port) {
        return JavaCommand.small(LARGE_HEAP, temporary())
                .with("-cp", installation.commandClassPath(), "io.hyps.stack.cli.Hyps", "brokers")
                .with("--only", kind, portOption, Integer.toString(port))
                .with("--data", runDirectory.resolve("brokers").toString())
                .words();
    }
}

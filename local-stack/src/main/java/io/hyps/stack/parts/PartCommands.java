package io.hyps.stack.parts;

import io.hyps.protocol.ByteSize;
import io.hyps.stack.process.JavaCommand;
import java.nio.file.Path;
import java.util.List;

/** The command line of each part. */
final class PartCommands {
    private static final ByteSize SMALL_HEAP = ByteSize.parse("128MiB");
    private static final ByteSize LARGE_HEAP = ByteSize.parse("512MiB");

    private final Installation installation;
    private final Path runDirectory;

    PartCommands(Installation installation, Path runDirectory) {
        this.installation = installation;
        this.runDirectory = runDirectory;
    }

    List<String> mqttBroker(int port) {
        return broker("mqtt", "--mqtt-port", port);
    }

    List<String> kafkaBroker(int port) {
        return broker("kafka", "--kafka-port", port);
    }

    List<String> planner(String mqtt, int httpPort) {
        String store = runDirectory.resolve("store").toString();
        return application("planner", SMALL_HEAP, mqtt, httpPort)
                .with("--store", store)
                .words();
    }

    List<String> gateway(String mqtt, String kafka, int httpPort) {
        return application("gateway", LARGE_HEAP, mqtt, httpPort)
                .with("--id", Stack.GATEWAY, "--kafka", kafka)
                .words();
    }

    List<String> runner(String mqtt, String device, ByteSize memory, int httpPort) {
        String cache = runDirectory.resolve("slices").resolve(device).toString();
        return application("partition-runner", SMALL_HEAP, mqtt, httpPort)
                .with("--device", device, "--memory", Long.toString(memory.bytes()), "--cache", cache)
                .words();
    }

    Path temporary() {
        return runDirectory.resolve("tmp");
    }

    private JavaCommand application(String module, ByteSize heap, String mqtt, int httpPort) {
        return JavaCommand.small(heap, temporary())
                .with("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.log.console.color=false")
                .with("-jar", installation.application(module).toString())
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

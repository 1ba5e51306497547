package io.hyps.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hyps.stack.process.TcpPort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.DockerComposeContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.utility.CommandLine;

/**
 * The project's compose.yaml, run by whichever Compose is installed. With compose.native.yaml, if the system property
 * {@code hyps.it.compose.native} is true: some of the runners are native then.
 */
final class ComposeStack implements AutoCloseable {
    static final List<String> DEVICES = List.of("edge-1", "edge-2", "edge-3", "edge-4");

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Startable compose;
    private final Function<String, Optional<ContainerState>> containers;
    private final int mqttPort;
    private final int kafkaPort;

    private ComposeStack(
            Startable compose, Function<String, Optional<ContainerState>> containers, int mqttPort, int kafkaPort) {
        this.compose = compose;
        this.containers = containers;
        this.mqttPort = mqttPort;
        this.kafkaPort = kafkaPort;
    }

    /** Starts it, or skips the test where there is no Docker; if {@code hyps.docker.required} is true that is a failure. */
    static ComposeStack start(Path project) {
        if (!Boolean.getBoolean("hyps.docker.required")) {
            assumeTrue(
                    DockerClientFactory.instance().isDockerAvailable(),
                    "no Docker engine answers here: the stack of compose.yaml is not tested");
        }
        int mqttPort = TcpPort.findFree();
        int kafkaPort = TcpPort.findFree();
        Map<String, String> environment = Map.of(
                "HYPS_MQTT_PORT", Integer.toString(mqttPort),
                "HYPS_KAFKA_PORT", Integer.toString(kafkaPort),
                "HYPS_HTTP_PORT", Integer.toString(TcpPort.findFree()),
                "HYPS_FAILOVER_AFTER", "3s");
        List<File> files = Stream.of("compose.yaml", "compose.native.yaml")
                .filter(file -> withNativeRunners() || !file.equals("compose.native.yaml"))
                .map(file -> project.resolve(file).toFile())
                .toList();
        ComposeStack stack = CommandLine.executableExists("docker-compose")
                ? ofVersion1(files, environment, mqttPort, kafkaPort)
                : ofVersion2(files, environment, mqttPort, kafkaPort);
        stack.compose.start();
        return stack;
    }

    private static boolean withNativeRunners() {
        return Boolean.getBoolean("hyps.it.compose.native");
    }

    /** The limit that the compose files give the device. */
    static long memoryBytes(String device) {
        boolean isNative = withNativeRunners() && List.of("edge-3", "edge-4").contains(device);
        return (isNative ? 96L : 192L) << 20;
    }

    URI mqttUrl() {
        return URI.create("tcp://localhost:" + mqttPort);
    }

    String kafka() {
        return "localhost:" + kafkaPort;
    }

    ContainerState container(String service) {
        return containers.apply(service).orElseThrow(() -> new AssertionError("no container of " + service));
    }

    /** What the part answers to a GET, asked from within its container. */
    String get(String service, int port, String path) throws IOException, InterruptedException {
        String script = "exec 3<>/dev/tcp/127.0.0.1/" + port + " && printf 'GET " + path
                + " HTTP/1.0\\r\\n\\r\\n' >&3 && while IFS= read -r line; do printf '%s\\n' \"$line\"; done <&3";
        return container(service).execInContainer("bash", "-c", script).getStdout();
    }

    /** Kills the container (SIGKILL); it is not started again. */
    void kill(String service) {
        DockerClientFactory.lazyClient()
                .killContainerCmd(container(service).getContainerId())
                .exec();
    }

    @Override
    public void close() {
        compose.stop();
    }

    private static ComposeStack ofVersion1(
            List<File> files, Map<String, String> environment, int mqttPort, int kafkaPort) {
        DockerComposeContainer<?> compose = new DockerComposeContainer<>("hyps-it", files)
                .withEnv(environment)
                .withPull(false)
                .withBuild(true);
        DEVICES.forEach(device -> compose.waitingFor(device + "_1", healthy()));
        compose.waitingFor("planner_1", healthy()).waitingFor("gateway_1", healthy());
        return new ComposeStack(
                compose, service -> compose.getContainerByServiceName(service + "_1"), mqttPort, kafkaPort);
    }

    private static ComposeStack ofVersion2(
            List<File> files, Map<String, String> environment, int mqttPort, int kafkaPort) {
        ComposeContainer compose =
                new ComposeContainer("hyps-it", files).withEnv(environment).withBuild(true);
        DEVICES.forEach(device -> compose.waitingFor(device + "-1", healthy()));
        compose.waitingFor("planner-1", healthy()).waitingFor("gateway-1", healthy());
        return new ComposeStack(
                compose, service -> compose.getContainerByServiceName(service + "-1"), mqttPort, kafkaPort);
    }

    private static WaitStrategy healthy() {
        return Wait.forHealthcheck().withStartupTimeout(PATIENCE);
    }
}

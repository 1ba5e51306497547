package io.hyps.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hyps.stack.process.TcpPort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

/** The project's compose.yaml, run by whichever Compose is installed. */
final class ComposeStack implements AutoCloseable {
    static final List<String> DEVICES = List.of("edge-1", "edge-2", "edge-3", "edge-4");

    /** The MQTT broker's port with compose.tls.yaml. */
    static final String MQTTS_PORT = "HYPS_MQTTS_PORT";

    static final String KAFKA_PORT = "HYPS_KAFKA_PORT";

    private static final String MQTT_PORT = "HYPS_MQTT_PORT";
    private static final String KAFKA_2_PORT = "HYPS_KAFKA_2_PORT";
    private static final String KAFKA_3_PORT = "HYPS_KAFKA_3_PORT";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Startable compose;
    private final Function<String, Optional<ContainerState>> containers;
    private final Map<String, String> environment;

    private ComposeStack(
            Startable compose, Function<String, Optional<ContainerState>> containers, Map<String, String> environment) {
        this.compose = compose;
        this.containers = containers;
        this.environment = Map.copyOf(environment);
    }

    /** Starts it, or skips the test where there is no Docker; if {@code hyps.docker.required} is true that is a failure. */
    static ComposeStack start(Path project) {
        return start(project, List.of("compose.yaml"), Map.of(), List.of());
    }

    /**
     * Starts a variant of it.
     *
     * @param variables beside the ports, which are chosen here
     * @param services to be waited for beside those of compose.yaml
     */
    static ComposeStack start(Path project, List<String> files, Map<String, String> variables, List<String> services) {
        assumeDocker();
        Map<String, String> environment = new HashMap<>(Map.of("HYPS_FAILOVER_AFTER", "3s"));
        for (String port : List.of(MQTT_PORT, MQTTS_PORT, KAFKA_PORT, KAFKA_2_PORT, KAFKA_3_PORT, "HYPS_HTTP_PORT")) {
            environment.put(port, Integer.toString(TcpPort.findFree()));
        }
        environment.putAll(variables);
        List<File> paths =
                files.stream().map(file -> project.resolve(file).toFile()).toList();
        List<String> awaited = Stream.of(DEVICES, List.of("planner", "gateway"), services)
                .flatMap(List::stream)
                .toList();
        ComposeStack stack = CommandLine.executableExists("docker-compose")
                ? ofVersion1(paths, environment, awaited)
                : ofVersion2(paths, environment, awaited);
        stack.compose.start();
        return stack;
    }

    /** Skips the test where there is no Docker; if {@code hyps.docker.required} is true that is left to be a failure. */
    static void assumeDocker() {
        if (!Boolean.getBoolean("hyps.docker.required")) {
            assumeTrue(
                    DockerClientFactory.instance().isDockerAvailable(),
                    "no Docker engine answers here: the stack of compose.yaml is not tested");
        }
    }

    URI mqttUrl() {
        return URI.create("tcp://" + address(MQTT_PORT));
    }

    String kafka() {
        return address(KAFKA_PORT);
    }

    /** All brokers of kafka3.env. */
    String kafkas() {
        return String.join(",", address(KAFKA_PORT), address(KAFKA_2_PORT), address(KAFKA_3_PORT));
    }

    private String address(String port) {
        return "localhost:" + environment.get(port);
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

    private static ComposeStack ofVersion1(List<File> files, Map<String, String> environment, List<String> awaited) {
        DockerComposeContainer<?> compose = new DockerComposeContainer<>("hyps-it", files)
                .withEnv(environment)
                .withPull(false)
                .withBuild(true);
        awaited.forEach(service -> compose.waitingFor(service + "_1", healthy()));
        return new ComposeStack(compose, service -> compose.getContainerByServiceName(service + "_1"), environment);
    }

    private static ComposeStack ofVersion2(List<File> files, Map<String, String> environment, List<String> awaited) {
        ComposeContainer compose =
                new ComposeContainer("hyps-it", files).withEnv(environment).withBuild(true);
        awaited.forEach(service -> compose.waitingFor(service + "-1", healthy()));
        return new ComposeStack(compose, service -> compose.getContainerByServiceName(service + "-1"), environment);
    }

    private static WaitStrategy healthy() {
        return Wait.forHealthcheck().withStartupTimeout(PATIENCE);
    }
}

package io.hyps.stack.parts;

import io.hyps.protocol.ByteSize;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to start.
 *
 * @param runDirectory of this run alone: logs, records, slices, temporary files
 * @param runners how many; their devices are {@code edge-1}, {@code edge-2} and so on
 * @param runnerMemory the budget of each runner's process
 * @param runnerBinary a native executable that each runner is; else each is a JVM
 * @param plannerBinary the same for the planner
 * @param runnerPrefix words before each runner's command, such as {@code nice -n 10}; often none
 * @param mqtt a broker that is there already; else one is started
 * @param kafka the same for Kafka, as {@code host:port}
 * @param gateways how many; with none there is no Kafka either
 * @param gatewayBinary a native executable that each gateway is; else each is a JVM
 * @param gatewayFlags for the gateways, often none
 * @param security how the parts show who they are
 * @param patience for each part to become ready
 */
public record StackOptions(
        Installation installation,
        Path runDirectory,
        int runners,
        ByteSize runnerMemory,
        Optional<Path> runnerBinary,
        Optional<Path> plannerBinary,
        List<String> runnerPrefix,
        Ports ports,
        Optional<URI> mqtt,
        Optional<String> kafka,
        int gateways,
        Optional<Path> gatewayBinary,
        List<String> gatewayFlags,
        StackSecurity security,
        Duration patience) {
    private static final int MOST_RUNNERS = 64;
    private static final int MOST_GATEWAYS = 8;
    private static final ByteSize SMALLEST_HEAP = ByteSize.parse("32MiB");
    private static final ByteSize LARGEST_HEAP = ByteSize.parse("128MiB");
    private static final int HEAP_SHARE = 5;

    public StackOptions {
        runDirectory = runDirectory.toAbsolutePath();
        runnerPrefix = List.copyOf(runnerPrefix);
        gatewayFlags = List.copyOf(gatewayFlags);
        requireRunners(runners);
        requireGateways(gateways);
    }

    /** @throws IllegalArgumentException if a machine should not be asked to run so many */
    public static int requireGateways(int gateways) {
        if (gateways < 0 || gateways > MOST_GATEWAYS) {
            throw new IllegalArgumentException(gateways + " gateways cannot be started: use at most " + MOST_GATEWAYS);
        }
        return gateways;
    }

    /** @throws IllegalArgumentException if a machine should not be asked to run so many */
    public static int requireRunners(int runners) {
        if (runners < 1 || runners > MOST_RUNNERS) {
            throw new IllegalArgumentException(runners + " runners cannot be started: use 1 to " + MOST_RUNNERS);
        }
        return runners;
    }

    /** @throws IllegalArgumentException if the file cannot be run */
    public static Path requireExecutable(Path binary) {
        if (!Files.isRegularFile(binary) || !Files.isExecutable(binary)) {
            throw new IllegalArgumentException("native executable " + binary
                    + " is not there or not executable: docs/native.md says how to build it");
        }
        return binary.toAbsolutePath();
    }

    /** The heap of a runner on a JVM that has so much memory: it keeps its tensors and weights outside. */
    public static ByteSize runnerHeap(ByteSize memory) {
        long share = memory.bytes() / HEAP_SHARE;
        return new ByteSize(Math.max(SMALLEST_HEAP.bytes(), Math.min(LARGEST_HEAP.bytes(), share)));
    }

    /** Three small runners, brokers of their own, ports that are free. */
    public static StackOptions of(Path runDirectory) {
        return new StackOptions(
                Installation.locate(),
                runDirectory,
                3,
                ByteSize.parse("256MiB"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Ports.ANY,
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.empty(),
                List.of(),
                StackSecurity.NONE,
                Duration.ofSeconds(60));
    }

    public StackOptions withRunners(int count, ByteSize memory) {
        return with(options -> {
            options.runners = count;
            options.runnerMemory = memory;
        });
    }

    /** @throws IllegalArgumentException if the file cannot be run */
    public StackOptions withRunnerBinary(Path binary) {
        Path executable = requireExecutable(binary);
        return with(options -> options.runnerBinary = Optional.of(executable));
    }

    /** @throws IllegalArgumentException if the file cannot be run */
    public StackOptions withPlannerBinary(Path binary) {
        Path executable = requireExecutable(binary);
        return with(options -> options.plannerBinary = Optional.of(executable));
    }

    /** @throws IllegalArgumentException if the file cannot be run */
    public StackOptions withGatewayBinary(Path binary) {
        Path executable = requireExecutable(binary);
        return with(options -> options.gatewayBinary = Optional.of(executable));
    }

    public StackOptions withRunnerPrefix(List<String> words) {
        return with(options -> options.runnerPrefix = words);
    }

    public StackOptions withPorts(Ports chosen) {
        return with(options -> options.ports = chosen);
    }

    public StackOptions withMqtt(URI url) {
        return with(options -> options.mqtt = Optional.of(url));
    }

    public StackOptions withKafka(String bootstrap) {
        return with(options -> options.kafka = Optional.of(bootstrap));
    }

    public StackOptions withSecurity(StackSecurity given) {
        return with(options -> options.security = given);
    }

    /** Neither gateway nor Kafka: for whoever sends tensors itself. */
    public StackOptions withoutGateway() {
        return withGateways(0, List.of());
    }

    /** @param flags for each, such as {@code -Dhyps.gateway.workers=1} */
    public StackOptions withGateways(int count, List<String> flags) {
        return with(options -> {
            options.gateways = count;
            options.gatewayFlags = flags;
        });
    }

    private StackOptions with(Consumer<Change> change) {
        Change changed = new Change(this);
        change.accept(changed);
        return new StackOptions(
                installation,
                runDirectory,
                changed.runners,
                changed.runnerMemory,
                changed.runnerBinary,
                changed.plannerBinary,
                changed.runnerPrefix,
                changed.ports,
                changed.mqtt,
                changed.kafka,
                changed.gateways,
                changed.gatewayBinary,
                changed.gatewayFlags,
                changed.security,
                patience);
    }

    /** A copy of what can be chosen, before it is checked again. */
    private static final class Change {
        private int runners;
        private ByteSize runnerMemory;
        private Optional<Path> runnerBinary;
        private Optional<Path> plannerBinary;
        private List<String> runnerPrefix;
        private Ports ports;
        private Optional<URI> mqtt;
        private Optional<String> kafka;
        private int gateways;
        private Optional<Path> gatewayBinary;
        private List<String> gatewayFlags;
        private StackSecurity security;

        Change(StackOptions options) {
            runners = options.runners;
            runnerMemory = options.runnerMemory;
            runnerBinary = options.runnerBinary;
            plannerBinary = options.plannerBinary;
            runnerPrefix = options.runnerPrefix;
            ports = options.ports;
            mqtt = options.mqtt;
            kafka = options.kafka;
            gateways = options.gateways;
            gatewayBinary = options.gatewayBinary;
            gatewayFlags = options.gatewayFlags;
            security = options.security;
        }
    }
}

package io.hyps.stack.parts;

import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.stack.live.BrokerConnection;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.process.HealthProbe;
import io.hyps.stack.process.TcpPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole system on this machine, a process for each part: brokers, planner, runners, gateway. {@link #close} stops
 * them all in reverse order and deletes the run directory (but for the logs, if a part failed); so does the end of this JVM, Ctrl-C too.
 */
public final class Stack implements AutoCloseable {
    /** The name of the stack's first gateway. */
    public static final String GATEWAY = "local";

    private static final Duration POLL = Duration.ofMillis(50);

    private final StackOptions options;
    private final Ports ports;
    private final Parts parts;
    private final PartCommands commands;
    private final Thread hook = new Thread(this::stopQuietly, "stop-stack");
    private final List<RunnerPart> runners = new ArrayList<>();
    private final List<GatewayPart> gateways = new ArrayList<>();
    private final List<Runnable> onStop = new ArrayList<>();
    private final long startedNanos = System.nanoTime();
    private @Nullable MqttLink link;
    private @Nullable LiveView live;
    private volatile @Nullable ChildProcess kafka;
    private boolean closed;
    private volatile boolean failed;

    private Stack(StackOptions options) {
        this.options = options;
        this.ports = options.ports().chosen();
        this.parts = new Parts(options.runDirectory(), options.security());
        this.commands = new PartCommands(options);
    }

    /** A stack of which nothing runs yet; its run directory is deleted with it, if it is there already. */
    public static Stack of(StackOptions options) {
        Stack stack = new Stack(options);
        Runtime.getRuntime().addShutdownHook(stack.hook);
        return stack;
    }

    /**
     * Starts all parts and waits until each is ready.
     *
     * @throws StackException if one ends or does not become ready in time; then none is left
     */
    public static Stack start(StackOptions options, StartListener listener)
            throws StackException, InterruptedException {
        Stack stack = of(options);
        stack.start(listener);
        return stack;
    }

    /**
     * Starts all parts, once, and waits until each is ready.
     *
     * @throws StackException if one ends or does not become ready in time; then none is left
     */
    public void start(StartListener listener) throws StackException, InterruptedException {
        boolean started = false;
        try {
            startParts(listener);
            started = true;
        } catch (IOException e) {
            throw new StackException("the run directory cannot be used: " + e.getMessage(), e);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** What must end before the run directory is deleted: others may keep files in it too. */
    public synchronized void onStop(Runnable action) {
        onStop.add(action);
    }

    public URI mqttUrl() {
        return options.mqtt().orElseGet(() -> URI.create("tcp://localhost:" + ports.mqtt()));
    }

    /** Kafka's bootstrap servers. */
    public String kafka() {
        return options.kafka().orElseGet(() -> "localhost:" + ports.kafka());
    }

    public URI gatewayUrl() {
        return URI.create("http://localhost:" + ports.gateway());
    }

    public List<RunnerPart> runners() {
        return List.copyOf(runners);
    }

    /** All gateways; {@link #gatewayUrl} is the first one's. */
    public List<GatewayPart> gateways() {
        return List.copyOf(gateways);
    }

    public Path runDirectory() {
        return options.runDirectory();
    }

    /** A connection of the stack's own; not to be closed. */
    public MqttLink link() {
        if (link == null) {
            throw new IllegalStateException("the stack is not started");
        }
        return link;
    }

    /** What the parts say of themselves. */
    public LiveView live() {
        if (live == null) {
            throw new IllegalStateException("the stack is not started");
        }
        return live;
    }

    /** All processes, in the order of their start. */
    public List<ChildProcess> processes() {
        return parts.all();
    }

    /** Leaves the logs when it is closed, as if a part had failed. */
    public void keepLogs() {
        failed = true;
    }

    /** @throws StackException if a part has ended by itself */
    public void requireAlive() throws StackException, InterruptedException {
        try {
            parts.requireAlive();
        } catch (StackException e) {
            failed = true;
            throw e;
        }
    }

    /** Waits until a runner that was started again is there. */
    public void awaitRunner(RunnerPart runner) throws StackException, InterruptedException {
        await("runner " + runner.device(), () -> isOnline(runner.device(), runner.launchedAt()));
    }

    /** Waits until a gateway is ready. */
    public void awaitGateway(GatewayPart gateway) throws StackException, InterruptedException {
        await(
                gateway.name(),
                () -> live().gateways().stream().anyMatch(g -> g.gateway().equals(gateway.id()) && g.online())
                        && HealthProbe.isReady(gateway.httpPort()));
    }

    /** Ends the Kafka broker at once, as a power cut would, and starts it again with the records that it has. */
    public void restartKafka() throws StackException, InterruptedException {
        ChildProcess broker = kafka;
        if (broker == null) {
            throw new IllegalStateException("the stack has no Kafka broker of its own");
        }
        kafka = parts.restart(broker, commands.kafkaBroker(ports.kafka()));
    }

    /** Lets the processes run on when this JVM ends. */
    public synchronized List<ChildProcess> leaveRunning() {
        closed = true;
        removeHook();
        closeLink();
        return parts.release();
    }

    @Override
    public synchronized void close() {
        stopQuietly();
        removeHook();
    }

    private void startParts(StartListener listener) throws IOException, StackException, InterruptedException {
        makeRunDirectory();
        parts.beginStage();
        if (options.mqtt().isEmpty()) {
            parts.start("mqtt", commands.mqttBroker(ports.mqtt()));
        }
        if (options.gateways() > 0 && options.kafka().isEmpty()) {
            kafka = parts.start("kafka", commands.kafkaBroker(ports.kafka()));
        }
        String mqtt = mqttUrl().toString();
        await("mqtt", () -> options.mqtt().isPresent() || hasSpoken("mqtt"));
        listener.ready("MQTT broker", mqtt, elapsed());
        parts.beginStage();
        parts.start("planner", commands.planner(mqtt, ports.planner()));
        parts.beginStage();
        for (int i = 1; i <= options.runners(); i++) {
            String device = "edge-" + i;
            runners.add(new RunnerPart(device, commands.runner(mqtt, device, options.runnerMemory(), 0), parts));
        }
        parts.beginStage();
        for (int i = 1; i <= options.gateways(); i++) {
            String id = i == 1 ? GATEWAY : GATEWAY + "-" + i;
            int port = i == 1 ? ports.gateway() : TcpPort.findFree();
            gateways.add(new GatewayPart(id, port, commands.gateway(mqtt, kafka(), id, port), parts));
        }
        awaitParts(listener);
    }

    /** Not after it has been deleted. */
    private synchronized void makeRunDirectory() throws IOException, InterruptedException {
        if (closed) {
            throw new InterruptedException("the stack is being stopped");
        }
        Files.createDirectories(commands.temporary());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(options.security().own());
        return environment;
    }

    private void awaitParts(StartListener listener) throws StackException, InterruptedException {
        MqttLink opened = BrokerConnection.open(mqttUrl(), environment(), options.patience());
        link = opened;
        live = LiveView.open(opened);
        if (options.gateways() > 0) {
            await("kafka", () -> options.kafka().isPresent() || hasSpoken("kafka"));
            listener.ready("Kafka broker", kafka(), elapsed());
        }
        await("planner", () -> HealthProbe.isReady(ports.planner()));
        listener.ready("planner", "http://localhost:" + ports.planner(), elapsed());
        for (RunnerPart runner : runners) {
            awaitRunner(runner);
        }
        listener.ready(runners.size() == 1 ? "runner" : runners.size() + " runners", devices(), elapsed());
        for (GatewayPart gateway : gateways) {
            awaitGateway(gateway);
            listener.ready("gateway", "http://localhost:" + gateway.httpPort(), elapsed());
        }
    }

    private String devices() {
        return String.join(", ", runners.stream().map(RunnerPart::device).toList());
    }

    private boolean isOnline(String device, Instant launchedAt) {
        return live().device(device)
                .filter(status -> status.state() == DeviceStatus.State.ONLINE)
                .filter(status -> !Instant.parse(status.since()).isBefore(launchedAt))
                .isPresent();
    }

    /** A broker prints a line once it accepts connections. */
    private boolean hasSpoken(String broker) {
        try {
            return Files.size(options.runDirectory().resolve(broker + ".out")) > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void await(String part, BooleanSupplier condition) throws StackException, InterruptedException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        while (!condition.getAsBoolean()) {
            requireAlive();
            if (System.nanoTime() - deadline > 0) {
                failed = true;
                throw new StackException(parts.all().stream()
                                .filter(p -> p.name().equals(part))
                                .findFirst()
                                .map(ChildProcess::obituary)
                                .orElse(part + " is not there")
                        + ", waited " + options.patience().toSeconds() + " s");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private synchronized void stopQuietly() {
        if (closed) {
            return;
        }
        closed = true;
        closeLink();
        try {
            parts.stop();
            onStop.forEach(Runnable::run);
            DirectoryTree.delete(options.runDirectory(), file -> failed && isLog(file));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the run directory", e);
        }
    }

    private static boolean isLog(Path file) {
        return file.toString().endsWith(".log") || file.toString().endsWith(".out");
    }

    private void closeLink() {
        if (live != null) {
            live.close();
        }
        if (link != null) {
            link.close();
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            return;
        }
    }
}

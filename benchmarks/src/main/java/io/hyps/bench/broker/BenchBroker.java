package io.hyps.bench.broker;

import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.JavaCommand;
import io.hyps.stack.process.TcpPort;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A broker on the loopback interface, in a process of its own; {@link #close} ends it.
 *
 * @param name for tables
 * @param process none if it was there already
 */
public record BenchBroker(String name, URI url, Optional<ChildProcess> process) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String LOOPBACK = "127.0.0.1";
    private static final ByteSize HEAP = ByteSize.parse("1GiB");
    /**
     * The C library keeps what messages have used (mallopt(3)). By itself it returns large blocks to the system and asks for
     * them again with every message; where the system is slow to give memory, that takes longer than all else.
     */
    private static final List<String> KEEPS_MEMORY = List.of(
            "env", "MALLOC_MMAP_THRESHOLD_=33554432", "MALLOC_TRIM_THRESHOLD_=268435456", "MALLOC_TOP_PAD_=16777216");

    private static final List<String> LEFT_OUT = List.of("listener ", "persistence", "autosave_interval");

    /** One that is there already. */
    public static BenchBroker given(URI url) {
        return new BenchBroker("given", url, Optional.empty());
    }

    /** Mosquitto if it is installed, else the embedded broker. */
    public static BenchBroker usual(Path directory) throws IOException, InterruptedException {
        return mosquittoProgram().isPresent() ? mosquitto(directory) : artemis(directory);
    }

    /** Where Mosquitto is installed, if it is. */
    public static Optional<Path> mosquittoProgram() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Mosquitto with the project's own settings, but for its port and its files. */
    public static BenchBroker mosquitto(Path directory) throws IOException, InterruptedException {
        return mosquitto(directory, LOOPBACK);
    }

    /** The same on another of this machine's addresses. */
    public static BenchBroker mosquitto(Path directory, String address) throws IOException, InterruptedException {
        Path program = mosquittoProgram()
                .orElseThrow(() -> new IOException("Mosquitto is not installed: install it, or give --mqtt"));
        Files.createDirectories(directory);
        int port = TcpPort.findFree();
        Path settings = directory.resolve("mosquitto.conf");
        Path shipped = Installation.locate().root().resolve("mosquitto/mosquitto.conf");
        try (Stream<String> lines = Files.lines(shipped)) {
            List<String> kept = lines.filter(line -> LEFT_OUT.stream().noneMatch(line::startsWith))
                    .toList();
            Files.write(
                    settings,
                    Stream.concat(Stream.of("listener " + port + " " + address), kept.stream())
                            .toList());
        }
        List<String> command = Stream.concat(
                        KEEPS_MEMORY.stream(), Stream.of(program.toString(), "-c", settings.toString()))
                .toList();
        return started("mosquitto", command, address, port, directory);
    }

    /** The broker of {@code hyps up}. */
    public static BenchBroker artemis(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        int port = TcpPort.findFree();
        List<String> command = JavaCommand.small(HEAP, directory)
                .with("-XX:+UseTransparentHugePages")
                .with("-cp", Installation.locate().commandClassPath(), "io.hyps.stack.cli.Hyps", "brokers")
                .with("--only", "mqtt", "--mqtt-port", Integer.toString(port))
                .with("--data", directory.resolve("data").toString())
                .words();
        return started("artemis", command, LOOPBACK, port, directory);
    }

    private static BenchBroker started(String name, List<String> command, String address, int port, Path directory)
            throws IOException, InterruptedException {
        Path log = directory.resolve(name + ".log");
        ChildProcess process = ChildProcess.start(name, command, log, log);
        // so that none is left if the measurement is stopped
        Runtime.getRuntime().addShutdownHook(new Thread(process::requestStop, "stop-" + name));
        URI url = URI.create("tcp://" + address + ":" + port);
        BenchBroker broker = new BenchBroker(name, url, Optional.of(process));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!accepts(address, port)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                String obituary = process.obituary();
                broker.close();
                throw new IOException(obituary);
            }
            LockSupport.parkNanos(POLL.toNanos());
            if (Thread.interrupted()) {
                broker.close();
                throw new InterruptedException();
            }
        }
        return broker;
    }

    private static boolean accepts(String address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.ifPresent(child -> {
            child.requestStop();
            try {
                child.awaitEnd(STOP_PATIENCE);
            } catch (InterruptedException e) {
                child.kill();
                Thread.currentThread().interrupt();
            }
        });
    }
}

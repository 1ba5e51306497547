package io.hyps.protocol.mqtt;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A Mosquitto process of its own, on a free port, with its files in a directory that goes with it. */
final class MosquittoBroker implements TestBroker {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/sbin/mosquitto"), Path.of("/usr/local/sbin/mosquitto"), Path.of("/usr/bin/mosquitto"));

    private final Path directory;
    private final int port;
    private Process process;

    private MosquittoBroker(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** One with TLS that asks for certificates, by those in the site's folder. */
    static MosquittoBroker startSecure(Path site) {
        return start(List.of(
                "cafile " + site.resolve("ca.crt"),
                "certfile " + site.resolve("broker/server.crt"),
                "keyfile " + site.resolve("broker/server.key"),
                "require_certificate true"));
    }

    static MosquittoBroker start() {
        return start(List.of());
    }

    /** Starts one; skips the test if there is none, or fails if the property hyps.mosquitto.required is true. */
    private static MosquittoBroker start(List<String> more) {
        boolean there = PLACES.stream().anyMatch(Files::isExecutable);
        if (!there && Boolean.getBoolean("hyps.mosquitto.required")) {
            fail("Mosquitto is not installed, and -Dhyps.mosquitto.required=true wants it");
        }
        assumeTrue(there, "Mosquitto is not installed: its variant of this test is skipped");
        try {
            int port = FreePort.find();
            Path directory = Files.createTempDirectory("hyps-mosquitto");
            List<String> lines = new ArrayList<>(List.of(
                    "listener " + port + " 127.0.0.1",
                    "allow_anonymous true",
                    "user " + System.getProperty("user.name"),
                    "set_tcp_nodelay true",
                    "persistence true",
                    "persistence_location " + directory + "/",
                    "log_dest none"));
            lines.addAll(more);
            Files.write(directory.resolve("mosquitto.conf"), lines);
            return new MosquittoBroker(directory, port, launch(directory, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public LinkOptions options(String clientId) {
        return LinkOptions.of(URI.create("tcp://127.0.0.1:" + port), clientId);
    }

    @Override
    public boolean tellsOfNoSubscribers() {
        return true;
    }

    /** Not after a restart. */
    @Override
    public boolean marksDuplicates() {
        return false;
    }

    /** Restarts the process; its database keeps the sessions. */
    @Override
    public void breakConnections() {
        stop();
        try {
            process = launch(directory, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Path directory, int port) throws IOException {
        Path binary = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        Process process = new ProcessBuilder(
                        binary.toString(),
                        "-c",
                        directory.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().until(() -> answers(port));
        return process;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}

package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.signature.KeyFiles;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.TcpPort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real Mosquitto with the project's secure configuration, and the accounts and certificates of a site, all made as
 * docs/security.md tells.
 */
final class SecureSite implements AutoCloseable {
    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path folder;
    private final int port;
    private final KeyFiles keys;
    private final ChildProcess broker;

    private SecureSite(Path folder, int port, KeyFiles keys, ChildProcess broker) {
        this.folder = folder;
        this.port = port;
        this.keys = keys;
        this.broker = broker;
    }

    /** @param parts options of mosquitto/site that name the parts */
    static SecureSite start(Path work, String... parts) throws Exception {
        return start(work, accounts -> {}, parts);
    }

    /**
     * Starts one with more accounts than its parts have.
     *
     * @param accounts changes the file that the plugin starts from
     * @param parts options of mosquitto/site that name the parts
     */
    static SecureSite start(Path work, Consumer<Path> accounts, String... parts) throws Exception {
        boolean there = Files.isExecutable(MOSQUITTO);
        if (!there && Boolean.getBoolean("hyps.mosquitto.required")) {
            fail("Mosquitto is not installed, and -Dhyps.mosquitto.required=true wants it");
        }
        assumeTrue(there, "Mosquitto is not installed (Debian: apt-get install mosquitto)");
        Path folder = work.resolve("site");
        int port = TcpPort.findFree();
        Path scripts = Installation.locate().root().resolve("mosquitto");
        List<String> command = new ArrayList<>(List.of(scripts.resolve("site").toString(), folder.toString()));
        command.addAll(List.of("--host", "localhost", "--port", Integer.toString(port)));
        command.addAll(List.of(parts));
        run(command);
        RunningSystem.Ran made = RunningSystem.hyps("acl", "init", folder.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        Path brokers = folder.resolve("broker");
        accounts.accept(brokers.resolve("dynamic-security.json"));
        String configuration = Files.readString(scripts.resolve("mosquitto-secure.conf"))
                        .replaceAll("(?m)^listener .*", "listener " + port + " 127.0.0.1")
                        .replaceAll("(?m)^persistence_location .*", "persistence_location " + brokers + "/")
                        .replace("/etc/mosquitto/hyps/", brokers + "/")
                        .replace("/var/lib/mosquitto/dynamic-security.json", brokers + "/dynamic-security.json")
                + "user " + System.getProperty("user.name") + "\n";
        Path file = Files.writeString(brokers.resolve("mosquitto.conf"), configuration);
        Path log = brokers.resolve("mosquitto.log");
        ChildProcess broker =
                ChildProcess.start("mosquitto", List.of(MOSQUITTO.toString(), "-c", file.toString()), log, log);
        return new SecureSite(folder, port, KeyFiles.create(work, "plans"), broker);
    }

    URI url() {
        return URI.create("ssl://localhost:" + port);
    }

    Path folder() {
        return folder;
    }

    KeyFiles keys() {
        return keys;
    }

    /** The settings that the script wrote for a part, such as {@code devices/edge-1}. */
    Map<String, String> environment(String part) throws IOException {
        return new SiteFolder(folder).environment(part);
    }

    /** What a part gives when it connects. */
    LinkOptions options(String part, String clientId) throws IOException {
        return new SiteFolder(folder).options(part, clientId);
    }

    MqttLink connect(String part, String clientId) throws Exception {
        MqttLink link = MqttLink.open(options(part, clientId));
        assertThat(link.awaitConnected(PATIENCE))
                .as(link.lastFailure() + broker.obituary())
                .isTrue();
        return link;
    }

    /** Runs the script; skips the test where there is no OpenSSL, unless all is required. */
    static void run(List<String> command) throws IOException, InterruptedException {
        boolean openSsl = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "openssl")));
        assumeTrue(openSsl || Boolean.getBoolean("hyps.mosquitto.required"), "OpenSSL is not installed");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Override
    public void close() throws InterruptedException {
        broker.requestStop();
        broker.awaitEnd(PATIENCE);
    }
}

package io.hyps.stack.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.TcpPort;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's mosquitto.conf with a real Mosquitto. */
final class MosquittoConfIT {
    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void isAcceptedByMosquittoAndLetsLargeMessagesThrough() throws Exception {
        assumeTrue(
                Boolean.getBoolean("hyps.mosquitto.required") || Files.isExecutable(MOSQUITTO),
                "Mosquitto is not installed (Debian: apt-get install mosquitto)");
        int port = TcpPort.findFree();
        Path log = directory.resolve("mosquitto.log");
        ChildProcess broker = ChildProcess.start(
                "mosquitto", List.of(MOSQUITTO.toString(), "-c", conf(port).toString()), log, log);
        try (MqttLink link = MqttLink.open(LinkOptions.of(URI.create("tcp://127.0.0.1:" + port), "conf-test"))) {
            assertThat(link.awaitConnected(PATIENCE)).as(broker.obituary()).isTrue();
            assertThat(link.publish(Publication.of("large", Payload.of(new byte[17 << 20])))
                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOf(PublishOutcome.NoSubscribers.class);
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> !line.contains("should not be run as root"))
                    .noneMatch(line -> line.matches(".*(Error|Warning|deprecated|recommended).*"));
        } finally {
            broker.requestStop();
            broker.awaitEnd(PATIENCE);
        }
    }

    private Path conf(int port) throws Exception {
        String text = Files.readString(Installation.locate().root().resolve("mosquitto/mosquitto.conf"))
                        .replaceAll("(?m)^listener .*", "listener " + port + " 127.0.0.1")
                        .replaceAll("(?m)^persistence_location .*", "persistence_location " + directory + "/")
                + "user root\n";
        return Files.writeString(directory.resolve("mosquitto.conf"), text);
    }
}
